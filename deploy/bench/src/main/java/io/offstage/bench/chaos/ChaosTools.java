package io.offstage.bench.chaos;

import io.offstage.worker.tool.NonRetryableException;
import io.offstage.worker.tool.Tool;
import io.offstage.worker.tool.ToolContext;
import io.offstage.worker.tool.ToolProvider;
import java.util.List;
import java.util.Map;

/**
 * What the workers of a chaos run serve; only they have it on their class path as a provider.
 *
 * <ul>
 *   <li>{@code quick}: returns its arguments.
 *   <li>{@code slow {millis}}: puts out a chunk now and then, and returns.
 *   <li>{@code flaky {failures}}: fails so often, and then returns.
 *   <li>{@code ask}: suspends; resumed, it returns what it was told.
 *   <li>{@code hang}: runs until it is stopped.
 *   <li>{@code refuse}: fails, and not to be tried again.
 * </ul>
 */
public final class ChaosTools implements ToolProvider {

  private static final int CHUNK_MILLIS = 100;

  /** Arguments of {@code slow}. */
  record Slow(int millis) {}

  /** Arguments of {@code flaky}. */
  record Flaky(int failures) {}

  @Override
  public List<Tool> tools() {
    return List.of(
        Tool.named("quick").inBackground().running((args, _) -> args),
        Tool.named("slow").taking(Slow.class).inBackground().running(ChaosTools::slow),
        Tool.named("flaky")
            .taking(Flaky.class)
            .inBackground()
            .running(
                (Flaky flaky, ToolContext context) -> {
                  if (context.attempt() <= flaky.failures()) {
                    throw new IllegalStateException("not yet");
                  }
                  return Map.of("attempt", context.attempt());
                }),
        Tool.named("ask")
            .inBackground()
            .running(
                (_, context) ->
                    context.resumeData().isPresent()
                        ? Map.of("told", context.resumeData().get())
                        : context.suspend(Map.of("question", "go on?"))),
        Tool.named("hang")
            .inBackground()
            .running(
                (_, _) -> {
                  Thread.sleep(Long.MAX_VALUE);
                  return Map.of();
                }),
        Tool.named("refuse")
            .inBackground()
            .running(
                (_, _) -> {
                  throw new NonRetryableException("refused, as asked");
                }));
  }

  private static Object slow(Slow slow, ToolContext context) throws InterruptedException {
    for (int at = 0; at < slow.millis(); at += CHUNK_MILLIS) {
      context.output(Map.of("at", at));
      Thread.sleep(Math.min(CHUNK_MILLIS, slow.millis() - at));
    }
    return Map.of("millis", slow.millis());
  }
}
