package io.offstage.agent.background;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offstage.agent.memory.JsonText;
import io.offstage.task.RawJson;

/** The input schemas of eligible tools, with {@code _background} added. */
public final class BackgroundSchema {

  private static final RawJson ARGUMENT =
      new RawJson(
          """
          {"type":"object","description":"Optional: where this one call runs. Leave it out unless \
          there is a reason.","properties":{"enabled":{"type":"boolean","description":"false runs \
          it now and waits"},"disposition":{"type":"string","enum":["foreground","deferred",\
          "awaited"]},"timeoutMs":{"type":"integer"},"maxRetries":{"type":"integer"}}}\
          """);

  private BackgroundSchema() {}

  public static RawJson withOverride(RawJson inputSchema) {
    ObjectNode schema = (ObjectNode) JsonText.tree(inputSchema);
    schema.withObjectProperty("properties").set(CallOverride.ARGUMENT, JsonText.tree(ARGUMENT));
    return JsonText.raw(schema);
  }
}
