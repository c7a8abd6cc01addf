package io.offstage.worker.tool;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.path.PathType;
import io.offstage.task.RawJson;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A compiled JSON Schema (2020-12): of a tool's input, or of what a model shall answer. A {@code
 * $ref} leads nowhere but into the schema itself: nothing is ever fetched. Any thread may use it.
 */
public final class ArgumentCheck {

  private static final int MOST_TOLD = 20;

  private static final SchemaRegistryConfig CONFIG =
      SchemaRegistryConfig.builder()
          .locale(Locale.ENGLISH)
          .pathType(PathType.JSON_POINTER)
          .preloadSchema(true)
          .build();

  /** What every schema must satisfy; it is in the library's jar. */
  private static final Schema META =
      registry().getSchema(SchemaLocation.of(SpecificationVersion.DRAFT_2020_12.getDialectId()));

  private final Schema schema;
  private final @Nullable PlainSchema plain;

  private ArgumentCheck(Schema schema, @Nullable PlainSchema plain) {
    this.schema = schema;
    this.plain = plain;
  }

  /**
   * Compiles a schema.
   *
   * @throws IllegalArgumentException if this is not a JSON Schema, saying why
   */
  public static ArgumentCheck of(RawJson inputSchema) {
    String flaw = ToolJson.flaw(inputSchema);
    if (flaw != null) {
      throw new IllegalArgumentException("not a JSON Schema: " + flaw);
    }
    List<Error> odd = META.validate(inputSchema.text(), InputFormat.JSON);
    if (!odd.isEmpty()) {
      throw new IllegalArgumentException("not a JSON Schema: " + told(odd));
    }
    try {
      Schema compiled = registry().getSchema(inputSchema.text(), InputFormat.JSON);
      compiled.initializeValidators();
      return new ArgumentCheck(compiled, PlainSchema.of(inputSchema));
    } catch (IOException | RuntimeException e) {
      // The schema is somebody's input, and the library throws what it likes.
      throw new IllegalArgumentException("not a JSON Schema: " + e.getMessage(), e);
    }
  }

  private static SchemaRegistry registry() {
    return SchemaRegistry.withDefaultDialect(
        SpecificationVersion.DRAFT_2020_12,
        b ->
            b.schemaRegistryConfig(CONFIG)
                .schemaLoader(loader -> loader.fetchRemoteResources(false)));
  }

  /** Everything that is wrong with this value, each with a JSON pointer to where. */
  public List<String> violations(RawJson args) {
    if (plain != null && plain.accepts(args)) {
      return List.of();
    }
    String flaw = ToolJson.flaw(args);
    if (flaw != null) {
      return List.of("/: " + flaw);
    }
    return told(schema.validate(args.text(), InputFormat.JSON));
  }

  private static List<String> told(List<Error> errors) {
    if (errors.size() <= MOST_TOLD) {
      return errors.stream().map(ArgumentCheck::told).toList();
    }
    return Stream.concat(
            errors.stream().limit(MOST_TOLD).map(ArgumentCheck::told),
            Stream.of("and " + (errors.size() - MOST_TOLD) + " more"))
        .toList();
  }

  /** One sentence for the model and the operator. */
  static String refusal(String toolName, List<String> violations) {
    return "The arguments of tool \"%s\" do not satisfy its input schema: %s"
        .formatted(toolName, String.join("; ", violations));
  }

  private static String told(Error error) {
    String at = error.getInstanceLocation().toString();
    return (at.isEmpty() ? "/" : at) + ": " + error.getMessage();
  }
}
