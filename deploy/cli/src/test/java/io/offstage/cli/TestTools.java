package io.offstage.cli;

import io.offstage.worker.tool.NonRetryableException;
import io.offstage.worker.tool.Tool;
import io.offstage.worker.tool.ToolContext;
import io.offstage.worker.tool.ToolProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What workers of tests serve.
 *
 * <ul>
 *   <li>{@code echo}: returns its arguments.
 *   <li>{@code slow {steps, stepMs, file}}: puts out a chunk a step, and then returns how many; at
 *       its start it appends a line {@code taskId attempt} to the file, where one is named.
 *   <li>{@code hold {file}}: runs until there is such a file.
 *   <li>{@code ask {question}}: suspends with the question; resumed, it returns the answer.
 *   <li>{@code refuse}: fails, and not to be tried again.
 * </ul>
 */
public final class TestTools implements ToolProvider {

  /** Arguments of {@code slow}. */
  record Slow(int steps, int stepMs, @Nullable String file) {}

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
        Tool.named("slow")
            .describedAs("Takes its time")
            .taking(Slow.class)
            .inBackground()
            .running(TestTools::slow),
        Tool.named("hold")
            .describedAs("Waits for a sign")
            .taking(Hold.class)
            .inBackground()
            .running(
                (Hold hold, ToolContext _) -> {
                  while (!Files.exists(Path.of(hold.file()))) {
                    Thread.sleep(20);
                  }
                  return Map.of("released", true);
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

  private static Object slow(Slow slow, ToolContext context)
      throws InterruptedException, IOException {
    if (slow.file() != null) {
      Files.writeString(
          Path.of(Objects.requireNonNull(slow.file())),
          context.taskId() + " " + context.attempt() + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    }
    for (int step = 1; step <= slow.steps(); step++) {
      context.output(Map.of("step", step));
      Thread.sleep(slow.stepMs());
    }
    return Map.of("steps", slow.steps(), "attempt", context.attempt());
  }
}
