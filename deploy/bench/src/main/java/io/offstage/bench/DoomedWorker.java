package io.offstage.bench;

import io.offstage.settings.Settings;
import io.offstage.worker.TaskWorker;
import io.offstage.worker.tool.Tool;
import io.offstage.worker.tool.ToolContext;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/**
 * A task worker in a process of its own, to be killed. Its tools: {@code bench}, which returns at
 * once, and {@link Takeover#HELD}, which never does.
 */
final class DoomedWorker implements AutoCloseable {

  private final Process process;

  private DoomedWorker(Process process) {
    this.process = process;
  }

  /**
   * Returns at once.
   *
   * @param settings {@code key=value} each
   */
  static DoomedWorker start(List<String> settings) {
    return new DoomedWorker(
        OwnJvm.start(DoomedWorker.class, settings, ProcessBuilder.Redirect.DISCARD));
  }

  /** {@code kill -9}; returns when it is gone. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  @Override
  public void close() {
    kill();
  }

  /** The process. */
  public static void main(String[] settings) throws InterruptedException {
    Tool brief =
        Tool.named("bench")
            .taking(Throughput.Arguments.class)
            .inBackground()
            .running(
                (Throughput.Arguments arguments, ToolContext _) ->
                    Map.of("number", arguments.number()));
    Tool held =
        Tool.named(Takeover.HELD)
            .taking(Throughput.Arguments.class)
            .inBackground()
            .running(
                (Throughput.Arguments _, ToolContext _) -> {
                  new CountDownLatch(1).await();
                  return Map.of();
                });
    try (TaskWorker worker = TaskWorker.serving(Settings.of(settings), brief, held)) {
      worker.awaitShutdown();
    }
  }
}
