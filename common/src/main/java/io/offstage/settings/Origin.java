package io.offstage.settings;

/**
 * Where a value was written. Sorts by layer, then line, so that problems read like their sources.
 */
record Origin(Layer layer, String label, int line) implements Comparable<Origin> {

  /** In rising precedence. */
  enum Layer {
    FILE,
    ENVIRONMENT,
    FLAG
  }

  /** {@code line} counts from 1; 0 means the file as a whole. */
  static Origin file(String name, int line) {
    return new Origin(Layer.FILE, name, line);
  }

  static Origin variable(String name) {
    return new Origin(Layer.ENVIRONMENT, name, 0);
  }

  static Origin flag(String key) {
    return new Origin(Layer.FLAG, "--set " + key, 0);
  }

  @Override
  public int compareTo(Origin other) {
    int byLayer = layer.compareTo(other.layer);
    return byLayer != 0 ? byLayer : Integer.compare(line, other.line);
  }

  @Override
  public String toString() {
    return line == 0 ? label : label + ":" + line;
  }
}
