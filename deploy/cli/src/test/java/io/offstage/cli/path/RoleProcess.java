package io.offstage.cli.path;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A role in a process of its own, to be killed. What it says goes to a file in {@code target}. */
final class RoleProcess implements AutoCloseable {

  enum Role {
    TASK_WORKER,
    AGENT_WORKER
  }

  private static final Path TARGET = Path.of("target");

  private final Process process;

  private RoleProcess(Process process) {
    this.process = process;
  }

  /**
   * Starts a role.
   *
   * @param definition YAML
   * @param settings {@code key=value} each
   */
  static RoleProcess start(Role role, String definition, List<String> settings) {
    try {
      Path file = Files.createTempFile(TARGET, "definition-", ".yaml");
      file.toFile().deleteOnExit();
      Files.writeString(file, definition);
      List<String> command = new ArrayList<>();
      command.add(ProcessHandle.current().info().command().orElse("java"));
      command.addAll(
          List.of(
              "-Xmx256m",
              "-XX:+UseSerialGC",
              "-XX:TieredStopAtLevel=1",
              "--sun-misc-unsafe-memory-access=allow",
              "--enable-native-access=ALL-UNNAMED",
              "-cp",
              System.getProperty("java.class.path"),
              Roles.class.getName(),
              role.name(),
              file.toString()));
      command.addAll(settings);
      return new RoleProcess(
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(
                  ProcessBuilder.Redirect.appendTo(TARGET.resolve("role-process.log").toFile()))
              .start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@code kill -9}; returns when it is gone. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  @Override
  public void close() {
    kill();
  }
}
