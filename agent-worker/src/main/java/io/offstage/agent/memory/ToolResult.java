package io.offstage.agent.memory;

import com.fasterxml.jackson.databind.node.TextNode;
import io.offstage.task.RawJson;

/**
 * What a tool call came to.
 *
 * @param value a JSON value; of an error, mostly a string
 * @param isError whether the call failed
 */
public record ToolResult(RawJson value, boolean isError) {

  public static ToolResult of(RawJson value) {
    return new ToolResult(value, false);
  }

  public static ToolResult text(String text) {
    return new ToolResult(JsonText.raw(TextNode.valueOf(text)), false);
  }

  public static ToolResult error(String message) {
    return new ToolResult(JsonText.raw(TextNode.valueOf(message)), true);
  }

  /** As a model reads it: a string without its quotes, anything else as JSON. */
  public String readable() {
    var tree = JsonText.tree(value);
    return tree.isTextual() ? tree.textValue() : value.text();
  }
}
