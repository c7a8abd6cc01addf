package io.offstage.topic;

import static java.util.stream.Collectors.toMap;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.List;
import java.util.Map;

/** Validates records against the published schemas, as a stranger would. */
final class SchemaCheck {

  private static final String BASE = "https://example.com/";

  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDefaultDialect(
          SpecificationVersion.DRAFT_2020_12, builder -> builder.schemas(files()));

  private SchemaCheck() {}

  private static Map<String, String> files() {
    return RecordSchemas.names().stream()
        .collect(toMap(name -> BASE + name + ".schema.json", RecordSchemas::text));
  }

  /** What is wrong with a record, each with a JSON pointer. */
  static List<String> violations(String schema, String json) {
    return REGISTRY
        .getSchema(SchemaLocation.of(BASE + schema + ".schema.json"))
        .validate(json, InputFormat.JSON)
        .stream()
        .map(error -> error.getInstanceLocation() + ": " + error.getMessage())
        .toList();
  }

  /** What is wrong with a schema of ours. */
  static List<String> flaws(String schema) {
    return REGISTRY
        .getSchema(SchemaLocation.of(SpecificationVersion.DRAFT_2020_12.getDialectId()))
        .validate(RecordSchemas.text(schema), InputFormat.JSON)
        .stream()
        .map(Object::toString)
        .toList();
  }
}
