package io.offstage.worker.mcp;

import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.Content;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import io.offstage.task.RawJson;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a server has answered, as a result: its structured content where it has any; texts, a line
 * each; anything else as {@code {"content": […]}}, as it came.
 */
final class McpResult {

  private McpResult() {}

  /**
   * The result.
   *
   * @throws IOException with the server's words, where the tool has failed
   */
  static RawJson of(CallToolResult answer) throws IOException {
    if (Boolean.TRUE.equals(answer.isError())) {
      String told = texts(answer.content());
      throw new IOException(told.isBlank() ? "the tool failed and did not say why" : told);
    }
    if (answer.structuredContent() != null) {
      return McpJson.raw(answer.structuredContent());
    }
    return answer.content().stream().allMatch(TextContent.class::isInstance)
        ? McpJson.raw(texts(answer.content()))
        : McpJson.raw(Map.of("content", answer.content()));
  }

  private static String texts(List<Content> content) {
    return content.stream()
        .filter(TextContent.class::isInstance)
        .map(text -> ((TextContent) text).text())
        .collect(Collectors.joining("\n"));
  }
}
