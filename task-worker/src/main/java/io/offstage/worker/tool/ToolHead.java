package io.offstage.worker.tool;

import io.offstage.task.RawJson;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What every configured tool may say of itself, whatever it runs as.
 *
 * @param description for the model; empty where nothing is said
 * @param inputSchema empty where nothing is said
 */
record ToolHead(
    String description, Optional<RawJson> inputSchema, Background background, String pool) {

  static ToolHead read(SpecFields fields, Consumer<String> problems) {
    return new ToolHead(
        fields.text("description").orElse(""),
        inputSchema(fields),
        fields
            .any("background")
            .map(b -> BackgroundReader.read(fields.path("background"), b, problems))
            .orElse(Background.NEVER),
        fields.text("pool").orElse("tools"));
  }

  /** The schema, or that of any object. */
  RawJson schema() {
    return inputSchema.orElse(ToolBuilder.ANY_OBJECT);
  }

  private static Optional<RawJson> inputSchema(SpecFields fields) {
    Optional<RawJson> schema =
        fields.object("inputSchema").map(node -> new RawJson(node.toString()));
    try {
      schema.ifPresent(ArgumentCheck::of);
    } catch (IllegalArgumentException e) {
      fields.refuse("inputSchema", String.valueOf(e.getMessage()));
      return Optional.empty();
    }
    return schema;
  }
}
