package io.offstage.bench.chaos;

import io.offstage.cli.Offstage;
import io.offstage.dev.ChildJvm;
import io.offstage.dev.ChildOutput;
import io.offstage.dev.JvmCommand;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** {@code offstage …} as a process of its own. What it says on standard error goes to a file. */
final class RoleProcess {

  private final ChildJvm child;
  private final ChildOutput output;

  private RoleProcess(ChildJvm child) {
    this.child = child;
    this.output = ChildOutput.of(child);
  }

  /**
   * Returns at once.
   *
   * @param tools a directory that is put on its class path
   */
  static RoleProcess start(List<String> command, Path tools, Path log) {
    return new RoleProcess(
        JvmCommand.of(Offstage.class, command)
            .small("192m")
            .seeing(tools)
            .output(ProcessBuilder.Redirect.PIPE)
            .errors(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start());
  }

  /** Its first line on standard output, by which it says that it is ready; empty if it is late. */
  Optional<String> ready(Duration patience) throws InterruptedException {
    return output.first(patience);
  }

  boolean isAlive() {
    return child.process().isAlive();
  }

  /** {@code kill -9}; returns when it is gone. */
  void kill() {
    child.kill();
  }

  /** SIGTERM; returns when it is gone, killed if it takes longer. */
  void terminate(Duration patience) throws InterruptedException {
    child.process().destroy();
    if (!child.process().waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
      kill();
    }
  }

  /** Sends {@code STOP} or {@code CONT}; one that has ended does not hear it. */
  void signal(String name) {
    child.signal(name);
  }
}
