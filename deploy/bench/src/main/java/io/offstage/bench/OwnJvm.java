package io.offstage.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A main class of this class path in a process of its own. */
final class OwnJvm {

  private OwnJvm() {}

  /** Returns at once; what the process says on standard error goes where ours goes. */
  static Process start(
      Class<?> main, List<String> arguments, ProcessBuilder.Redirect standardOutput) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx512m",
            "--sun-misc-unsafe-memory-access=allow",
            "--enable-native-access=ALL-UNNAMED",
            main.getName()));
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectOutput(standardOutput)
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    // Not as an argument, so that ps shows what this is.
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    try {
      return builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
