package io.offstage.worker;

import io.offstage.dev.ChildJvm;
import io.offstage.dev.JvmCommand;
import io.offstage.settings.Settings;
import io.offstage.worker.tool.Tool;
import io.offstage.worker.tool.ToolContext;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A task worker in a process of its own, to be killed. Its tools: {@code quick}, {@code slow},
 * which takes as long as it is told, and {@code deadly}, which takes the process with it.
 */
final class WorkerProcess implements AutoCloseable {

  private final ChildJvm child;

  private WorkerProcess(ChildJvm child) {
    this.child = child;
  }

  record Pause(int millis) {}

  record Everything() {}

  static Tool quick() {
    return Tool.named("quick")
        .describedAs("returns at once")
        .taking(Everything.class)
        .inBackground(_ -> {})
        .running((Everything _, ToolContext ctx) -> Map.of("attempt", ctx.attempt()));
  }

  static Tool slow() {
    return Tool.named("slow")
        .describedAs("takes a while")
        .taking(Pause.class)
        .inBackground(_ -> {})
        .running(
            (Pause pause, ToolContext ctx) -> {
              TimeUnit.MILLISECONDS.sleep(pause.millis());
              return Map.of("attempt", ctx.attempt());
            });
  }

  private static Tool deadly() {
    return Tool.named("deadly")
        .describedAs("kills its worker")
        .taking(Everything.class)
        .inBackground(_ -> {})
        .running(
            (Everything _, ToolContext _) -> {
              Runtime.getRuntime().halt(1);
              return "never";
            });
  }

  /**
   * Starts a worker with these settings, {@code key=value} each; what it says goes to a file beside
   * the test reports.
   */
  static WorkerProcess start(List<String> settings) {
    ProcessBuilder.Redirect log =
        ProcessBuilder.Redirect.appendTo(Path.of("target", "worker-process.log").toFile());
    return new WorkerProcess(
        JvmCommand.of(WorkerProcess.class, settings).small("256m").output(log).errors(log).start());
  }

  public static void main(String[] settings) throws InterruptedException {
    try (TaskWorker worker = TaskWorker.serving(Settings.of(settings), quick(), slow(), deadly())) {
      worker.awaitShutdown();
    }
  }

  /** {@code kill -9}; returns when it is gone. */
  void kill() {
    child.kill();
  }

  /** SIGSTOP: to everybody else it is as good as dead, and does not know. */
  void pause() {
    signal("STOP");
  }

  /** SIGCONT. */
  void resume() {
    signal("CONT");
  }

  private void signal(String name) {
    if (!child.signal(name)) {
      throw new AssertionError("kill -" + name + " failed");
    }
  }

  /** Returns when it has ended by itself. */
  void awaitEnd() {
    child.process().onExit().join();
  }

  @Override
  public void close() {
    kill();
  }
}
