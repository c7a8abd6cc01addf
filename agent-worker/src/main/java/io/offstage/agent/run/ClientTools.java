package io.offstage.agent.run;

import com.fasterxml.jackson.databind.JsonNode;
import io.offstage.agent.background.OfferedTool;
import io.offstage.agent.memory.JsonText;
import io.offstage.task.RawJson;
import io.offstage.worker.tool.Background;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads the tools that a client brings and carries out itself: {@code {name: {description?,
 * inputSchema?}}}.
 */
final class ClientTools {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");

  private ClientTools() {}

  /**
   * @throws IllegalArgumentException naming what is wrong
   */
  static List<OfferedTool> read(JsonNode tools) {
    List<OfferedTool> out = new ArrayList<>();
    tools
        .properties()
        .forEach(
            tool -> {
              if (!NAME.matcher(tool.getKey()).matches() || !tool.getValue().isObject()) {
                throw new IllegalArgumentException(
                    "clientTools: \"%s\" must be a name of 1 to 64 letters, digits, underscores and dashes, and an object"
                        .formatted(tool.getKey()));
              }
              out.add(read(tool.getKey(), tool.getValue()));
            });
    return out;
  }

  private static OfferedTool read(String name, JsonNode tool) {
    JsonNode schema =
        Optional.of(tool.path("inputSchema"))
            .filter(JsonNode::isObject)
            .orElse(tool.path("parameters"));
    return new OfferedTool(
        name,
        tool.path("description").asText(""),
        schema.isObject() ? JsonText.raw(schema) : new RawJson("{\"type\":\"object\"}"),
        Background.NEVER,
        new OfferedTool.AtClient());
  }
}
