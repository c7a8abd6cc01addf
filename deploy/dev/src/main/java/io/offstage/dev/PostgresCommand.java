package io.offstage.dev;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs one of the Postgres programs to its end. Postgres refuses to run as root; root therefore
 * runs it in a user namespace of its own, where it is nobody in particular but still owns its
 * files.
 */
record PostgresCommand(Path home, Path log) {
  private static final List<String> NAMESPACE = List.of("unshare", "-U");

  /** True when it exited with 0. All it prints goes to the log. */
  boolean run(Duration deadline, String program, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    if (System.getProperty("user.name").equals("root")) {
      if (exitCode(builder(List.of("unshare", "-U", "true")), Duration.ofSeconds(5)) != 0) {
        throw new InfraException(
            "Postgres does not run as root, and this machine does not let root open a user"
                + " namespace (unshare -U): run as an ordinary user");
      }
      command.addAll(NAMESPACE);
    }
    command.add(home.resolve("bin").resolve(program).toString());
    command.addAll(arguments);
    return exitCode(builder(command), deadline) == 0;
  }

  private ProcessBuilder builder(List<String> command) {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().put("LC_ALL", "C");
    builder.environment().put("TZ", "UTC");
    builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
    return builder;
  }

  private static int exitCode(ProcessBuilder builder, Duration deadline)
      throws IOException, InterruptedException {
    Process process = builder.start();
    if (!process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
      process.destroyForcibly();
      throw new InfraException(
          builder.command() + " did not end within " + deadline.toSeconds() + " s");
    }
    return process.exitValue();
  }
}
