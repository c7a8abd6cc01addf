package io.offstage.cli;

import io.offstage.worker.tool.NonRetryableException;
import io.offstage.worker.tool.Tool;
import io.offstage.worker.tool.ToolContext;
import io.offstage.worker.tool.ToolProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchService;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;

/**
 * What workers of tests serve.
 *
 * <ul>
 *   <li>{@code echo}: returns its arguments.
 *   <li>{@code count {steps}}: puts out a chunk a step, and then returns how many.
 *   <li>{@code nap {millis}}: sleeps so long.
 *   <li>{@code hold {file}}: runs until there is such a file.
 *   <li>{@code endless}: runs until it is cancelled.
 *   <li>{@code ask {question}}: suspends with the question; resumed, it returns the answer.
 *   <li>{@code refuse}: fails, and not to be tried again.
 * </ul>
 */
public final class TestTools implements ToolProvider {

  /** Arguments of {@code count}. */
  record Count(int steps) {}

  /** Arguments of {@code hold}. */
  record Hold(String file) {}

  /** Arguments of {@code ask}. */
  record Ask(String question) {}

  @Override
  public List<Tool> tools() {
    return List.of(
        Tool.named("echo")
            .describedAs("Repeats what it is given")
            .inBackground()
            .running((args, _) -> args),
        Tool.named("count")
            .describedAs("Counts")
            .taking(Count.class)
            .inBackground()
            .running(TestTools::count),
        Tool.named("hold")
            .describedAs("Waits for a sign")
            .taking(Hold.class)
            .inBackground()
            .running((Hold hold, ToolContext _) -> hold(Path.of(hold.file()))),
        Tool.named("endless")
            .describedAs("Does not come to an end")
            .inBackground()
            .running(
                (args, _) -> {
                  new CountDownLatch(1).await();
                  return args;
                }),
        Tool.named("ask")
            .describedAs("Wants to know")
            .taking(Ask.class)
            .inBackground()
            .running(
                (Ask ask, ToolContext context) ->
                    context.resumeData().isPresent()
                        ? Map.of("answer", context.resumeData().get())
                        : context.suspend(Map.of("question", ask.question()))),
        Tool.named("refuse")
            .describedAs("Fails")
            .inBackground()
            .running(
                (_, _) -> {
                  throw new NonRetryableException("refused, as asked");
                }));
  }

  private static Object count(Count count, ToolContext context) throws InterruptedException {
    for (int step = 1; step <= count.steps(); step++) {
      context.output(Map.of("step", step));
    }
    return Map.of("steps", count.steps());
  }

  private static Object hold(Path file) throws IOException, InterruptedException {
    Path directory = Objects.requireNonNull(file.toAbsolutePath().getParent());
    try (WatchService signs = file.getFileSystem().newWatchService()) {
      directory.register(signs, StandardWatchEventKinds.ENTRY_CREATE);
      while (!Files.exists(file)) {
        signs.take().reset();
      }
    }
    return Map.of("released", true);
  }
}
