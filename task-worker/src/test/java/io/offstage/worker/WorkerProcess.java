package io.offstage.worker;

import io.offstage.dev.ChildJvm;
import io.offstage.dev.JvmCommand;
import io.offstage.settings.Settings;
import io.offstage.worker.tool.Tool;
import io.offstage.worker.tool.ToolContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/**
 * A task worker in a process of its own, to be killed. Its tools: {@code quick}, {@code held},
 * whose first attempts run until the process is {@link #release released}, and {@code deadly},
 * which takes the process with it.
 */
final class WorkerProcess implements AutoCloseable {

  /** Of the process. */
  private static final CountDownLatch RELEASED = new CountDownLatch(1);

  private final ChildJvm child;

  private WorkerProcess(ChildJvm child) {
    this.child = child;
  }

  record Everything() {}

  static Tool quick() {
    return Tool.named("quick")
        .describedAs("returns at once")
        .taking(Everything.class)
        .inBackground(_ -> {})
        .running((Everything _, ToolContext ctx) -> Map.of("attempt", ctx.attempt()));
  }

  static Tool held() {
    return Tool.named("held")
        .describedAs("holds its first attempt")
        .taking(Everything.class)
        .inBackground(_ -> {})
        .running(
            (Everything _, ToolContext ctx) -> {
              if (ctx.attempt() == 1) {
                RELEASED.await();
              }
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
    Thread.ofPlatform().daemon().start(WorkerProcess::listen);
    try (TaskWorker worker = TaskWorker.serving(Settings.of(settings), quick(), held(), deadly())) {
      worker.awaitShutdown();
    }
  }

  /** A byte releases; the end of the input is the end of whoever started the process. */
  private static void listen() {
    try {
      while (System.in.read() >= 0) {
        RELEASED.countDown();
      }
    } catch (IOException gone) {
      // As its end.
    }
    Runtime.getRuntime().halt(1);
  }

  /** Lets all attempts go that are held, even where the process is paused: once it goes on. */
  void release() {
    try {
      child.process().getOutputStream().write(1);
      child.process().getOutputStream().flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
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
