package io.offstage.cli.sample;

import io.offstage.worker.tool.Tool;
import io.offstage.worker.tool.ToolContext;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The example's tools: they take their time, say how they get on, and make up what they return. */
public final class SampleTools {

  /** What each of them is asked. */
  record Question(String question) {}

  private SampleTools() {}

  public static List<Tool> all() {
    return List.of(
        slow(
            "research",
            "Searches archives about a topic, and sums up.",
            Duration.ofMillis(800),
            Map.of("summary", "Founded in a garage; 3 launches, 2 of them upwards", "sources", 14),
            "searching the archives",
            "reading 14 sources",
            "weighing what they say",
            "summing up"),
        slow(
            "price_check",
            "Asks dealers what something costs.",
            Duration.ofMillis(500),
            Map.of("dealers", 3, "lowest", 1_299, "currency", "EUR"),
            "asking 3 dealers",
            "2 have answered",
            "the last one has answered"),
        slow(
            "market_figures",
            "Reads how big a market is.",
            Duration.ofMillis(700),
            Map.of("size", "4 million EUR a year", "growth", "12 %"),
            "opening the tables",
            "adding up"));
  }

  private static Tool slow(
      String name, String description, Duration step, Map<String, Object> result, String... steps) {
    return Tool.named(name)
        .describedAs(description)
        .taking(Question.class)
        .inBackground(background -> background.timeout(Duration.ofMinutes(1)).maxRetries(1))
        .running((Question _, ToolContext context) -> work(context, step, result, steps));
  }

  private static Map<String, Object> work(
      ToolContext context, Duration step, Map<String, Object> result, String... steps)
      throws InterruptedException {
    for (int i = 0; i < steps.length; i++) {
      context.output(Map.of("step", i + 1, "of", steps.length, "doing", steps[i]));
      Thread.sleep(step);
    }
    return result;
  }
}
