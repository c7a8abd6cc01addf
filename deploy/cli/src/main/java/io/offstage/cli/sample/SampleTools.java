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
            "Founded in a garage; 3 launches so far, 2 of them upwards (14 sources)",
            "searching the archives",
            "reading 14 sources",
            "weighing what they say",
            "summing up"),
        slow(
            "price_check",
            "Asks dealers what something costs.",
            Duration.ofMillis(500),
            "1,299 EUR at the cheapest of 3 dealers",
            "asking 3 dealers",
            "2 have answered",
            "the last one has answered"),
        slow(
            "market_figures",
            "Reads how big a market is.",
            Duration.ofMillis(700),
            "4 million EUR a year, growing by 12 %",
            "opening the tables",
            "adding up"));
  }

  private static Tool slow(
      String name, String description, Duration step, String result, String... steps) {
    return Tool.named(name)
        .describedAs(description)
        .taking(Question.class)
        .inBackground(background -> background.timeout(Duration.ofMinutes(1)).maxRetries(1))
        .running((Question _, ToolContext context) -> work(context, step, result, steps));
  }

  private static String work(ToolContext context, Duration step, String result, String... steps)
      throws InterruptedException {
    for (int i = 0; i < steps.length; i++) {
      context.output(Map.of("step", i + 1, "of", steps.length, "doing", steps[i]));
      Thread.sleep(step);
    }
    return result;
  }
}
