package io.offstage.gateway.materialize;

import io.offstage.dev.ChildJvm;
import io.offstage.dev.JvmCommand;
import io.offstage.gateway.Materializer;
import io.offstage.settings.Settings;
import java.io.IOException;
import java.util.List;

/** A materializer in a JVM of its own, to be killed. It ends when its input does. */
final class MaterializerProcess {

  private MaterializerProcess() {}

  static ChildJvm start(List<String> flags) {
    return JvmCommand.of(MaterializerProcess.class, flags)
        .small("256m")
        .errors(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  public static void main(String[] flags) throws IOException {
    try (Materializer _ = Materializer.start(Settings.of(flags))) {
      while (System.in.read() >= 0) {
        // Nothing is said; the end is what counts.
      }
    }
  }
}
