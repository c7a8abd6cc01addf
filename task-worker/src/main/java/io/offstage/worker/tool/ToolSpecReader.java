package io.offstage.worker.tool;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Reads an entry of a {@code tools:} section that says by its {@code kind} what it runs as. */
public final class ToolSpecReader {

  /** The kinds there are; code of the class path ({@code java}) is not one of them. */
  public static final Collection<String> KINDS = List.of("http", "process", "mcp");

  private ToolSpecReader() {}

  /**
   * The tool; empty where something that it cannot be without is missing or wrong.
   *
   * @param path put before every problem, such as {@code tools.research}
   * @param name the entry's key
   * @param node with a {@code kind}, one of {@link #KINDS}
   * @param problems is told everything that is wrong, a sentence each
   */
  public static Optional<ToolSpec> read(
      String path, String name, JsonNode node, Consumer<String> problems) {
    return switch (node.path("kind").asText()) {
      case "http" -> HttpToolReader.read(path, name, node, problems).map(spec -> spec);
      case "process" -> ProcessToolReader.read(path, name, node, problems).map(spec -> spec);
      case "mcp" -> McpToolReader.read(path, name, node, problems).map(spec -> spec);
      default -> throw new IllegalArgumentException("kind: one of " + KINDS);
    };
  }
}
