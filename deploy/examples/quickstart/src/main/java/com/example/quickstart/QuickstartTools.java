package com.example.quickstart;

import io.offstage.worker.tool.Tool;
import io.offstage.worker.tool.ToolContext;
import io.offstage.worker.tool.ToolProvider;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tools of this project. Workers find them because {@code META-INF/services} names this class.
 */
public final class QuickstartTools implements ToolProvider {

  /** What {@code research} is given; its JSON Schema is derived from this record. */
  record Research(String topic) {}

  /** What {@code publish} is given. */
  record Draft(String text) {}

  @Override
  public List<Tool> tools() {
    return List.of(research(), publish());
  }

  /** Takes its time and says how it gets on. */
  static Tool research() {
    return Tool.named("research")
        .describedAs("Runs a long research job on a topic")
        .taking(Research.class)
        .inBackground(b -> b.timeout(Duration.ofMinutes(10)).maxRetries(1))
        .running(
            (Research in, ToolContext context) -> {
              context.output(Map.of("stage", "searching"));
              context.output(Map.of("stage", "reading", "sources", 3));
              return Map.of("topic", in.topic(), "summary", "3 sources, 2 of them agree");
            });
  }

  /**
   * Waits for somebody's approval: for days if need be, without a thread, and across restarts.
   * Attempts may be repeated, so what must not happen twice goes along with the idempotency key.
   */
  static Tool publish() {
    return Tool.named("publish")
        .describedAs("Publishes a text once an editor has approved it")
        .taking(Draft.class)
        .inBackground()
        .running(QuickstartTools::publish);
  }

  private static @Nullable Object publish(Draft draft, ToolContext context) {
    if (context.resumeData().isEmpty()) {
      return context.suspend(Map.of("awaiting", "approval", "text", draft.text()));
    }
    return Map.of(
        "published", context.idempotencyKey(), "approval", context.resumeData().orElseThrow());
  }
}
