package io.offstage.agent.definition;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/**
 * What editors are told about the file: a JSON Schema (draft 7, which their YAML support speaks) of
 * everything that {@link DefinitionReader} knows. The reader itself is stricter: it also follows
 * names.
 */
public final class DefinitionSchema {

  private static final String RESOURCE = "definition.schema.json";

  private DefinitionSchema() {}

  /** The schema; the caller's own. */
  public static ObjectNode read() {
    try (InputStream in =
        Objects.requireNonNull(DefinitionSchema.class.getResourceAsStream(RESOURCE))) {
      return (ObjectNode) new JsonMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
