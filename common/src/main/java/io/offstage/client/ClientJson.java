package io.offstage.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** Reads and writes JSON without rounding a number. */
final class ClientJson {

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private ClientJson() {}

  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /** Throws {@link OffstageException} where the text is no JSON. */
  static JsonNode read(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new OffstageException("not JSON: " + e.getOriginalMessage(), e);
    }
  }

  /** Absent, null and anything but text alike. */
  static @Nullable String text(JsonNode node, String field) {
    JsonNode value = node.path(field);
    return value.isTextual() ? value.textValue() : null;
  }

  static String text(JsonNode node, String field, String otherwise) {
    String value = text(node, field);
    return value == null ? otherwise : value;
  }
}
