package io.offstage.agent.background;

/** Who decided; each beats those before it. */
public enum Layer {
  /** {@code backgroundTasks} of the whole file, or the defaults where it is silent. */
  MANAGER("manager"),
  /** What the tool says of itself. */
  TOOL("tool"),
  /** The agent's {@code backgroundTasks}. */
  AGENT("agent"),
  /** {@code _background} in the call's arguments. */
  CALL("call");

  private final String word;

  Layer(String word) {
    this.word = word;
  }

  public String word() {
    return word;
  }
}
