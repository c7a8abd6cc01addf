package io.offstage.agent.run;

import io.offstage.agent.background.OfferedTool;
import io.offstage.task.RawJson;
import io.offstage.worker.tool.Background;
import io.offstage.worker.tool.Tool;
import java.util.Map;

/** What the host of a test may call. */
final class HostTools {

  static final Tool CLOCK =
      Tool.named("clock")
          .describedAs("Tells the time")
          .running((args, context) -> Map.of("time", "noon"));

  record Topic(String topic) {}

  private HostTools() {}

  /** For the background, with arguments of any form. */
  static Tool background(String name) {
    return Tool.named(name)
        .describedAs("Takes long")
        .inBackground()
        .running((args, context) -> args);
  }

  /** For the background, about a topic; the built-in model takes the user's words for it. */
  static Tool onTopic(String name) {
    return Tool.named(name)
        .describedAs("Runs a long job")
        .taking(Topic.class)
        .inBackground()
        .running((in, context) -> Map.of("unused", in.topic()));
  }

  /** Another agent. */
  static OfferedTool delegate(String agent) {
    return new OfferedTool(
        "agent-" + agent,
        "Asks the " + agent,
        new RawJson("{\"type\":\"object\",\"properties\":{\"prompt\":{\"type\":\"string\"}}}"),
        Background.ELIGIBLE,
        new OfferedTool.Delegate(agent));
  }
}
