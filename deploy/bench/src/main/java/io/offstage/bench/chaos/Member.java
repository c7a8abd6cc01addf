package io.offstage.bench.chaos;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A role of the fleet, in one process after another. One thread at a time. */
final class Member {

  private static final Duration READY = Duration.ofSeconds(60);
  private static final Duration DRAINED = Duration.ofSeconds(20);

  private final String name;
  private final List<String> command;
  private final Path tools;
  private final Path log;
  private @Nullable RoleProcess process;

  Member(String name, List<String> command, Path tools, Path logs) {
    this.name = name;
    this.command = command;
    this.tools = tools;
    this.log = logs.resolve(name + ".log");
  }

  String name() {
    return name;
  }

  /** Does nothing where it runs. */
  void start() {
    if (!isAlive()) {
      process = RoleProcess.start(command, tools, log);
    }
  }

  boolean isAlive() {
    return process != null && process.isAlive();
  }

  /** What it said when it was ready; empty when it is not, a minute from now. */
  Optional<String> ready() throws InterruptedException {
    return ready(READY);
  }

  Optional<String> ready(Duration patience) throws InterruptedException {
    return process == null ? Optional.empty() : process.ready(patience);
  }

  void kill() {
    if (process != null) {
      process.kill();
    }
  }

  void terminate() throws InterruptedException {
    if (process != null) {
      process.terminate(DRAINED);
    }
  }

  void pause() {
    if (process != null) {
      process.signal("STOP");
    }
  }

  void goOn() {
    if (process != null) {
      process.signal("CONT");
    }
  }
}
