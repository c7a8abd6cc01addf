package io.offstage.bench;

import io.offstage.dev.ChildJvm;
import io.offstage.dev.JvmCommand;
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
final class DoomedWorker {

  private DoomedWorker() {}

  /**
   * Returns at once.
   *
   * @param settings {@code key=value} each
   */
  static ChildJvm start(List<String> settings) {
    return JvmCommand.of(DoomedWorker.class, settings).flags("-Xmx512m").start();
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
