package io.offstage.gateway.materialize;

import io.offstage.gateway.Materializer;
import io.offstage.settings.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A materializer in a JVM of its own, to be killed. It ends when its input does. */
final class MaterializerProcess implements AutoCloseable {

  private final Process process;

  private MaterializerProcess(Process process) {
    this.process = process;
  }

  static MaterializerProcess start(List<String> flags) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                MaterializerProcess.class.getName()));
    command.addAll(flags);
    return new MaterializerProcess(
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start());
  }

  /** {@code kill -9}; returns when it is gone. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  public static void main(String[] flags) throws IOException {
    try (Materializer _ = Materializer.start(Settings.of(flags))) {
      while (System.in.read() >= 0) {
        // Nothing is said; the end is what counts.
      }
    }
  }
}
