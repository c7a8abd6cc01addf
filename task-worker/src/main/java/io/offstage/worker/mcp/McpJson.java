package io.offstage.worker.mcp;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.json.jackson2.JacksonMcpJsonMapper;
import io.offstage.task.RawJson;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** JSON to and from the SDK's objects; numbers stay as they are written. */
final class McpJson {

  private static final JsonMapper JACKSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  static final McpJsonMapper MAPPER = new JacksonMcpJsonMapper(JACKSON);

  private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

  private McpJson() {}

  /**
   * The fields of an object.
   *
   * @throws IllegalArgumentException if this is none
   */
  static Map<String, Object> fields(RawJson object) {
    try {
      return JACKSON.readValue(object.text(), OBJECT);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not a JSON object", e);
    }
  }

  /** Which call a message to a server is, by its token for progress; empty where it is none. */
  static Optional<String> callOf(String message) {
    try {
      return Optional.ofNullable(
          JACKSON.readTree(message).at("/params/_meta/" + NotingTransport.TOKEN).textValue());
    } catch (JsonProcessingException _) {
      return Optional.empty();
    }
  }

  /** A value that the SDK has read, as JSON again. */
  static RawJson raw(@Nullable Object value) {
    try {
      return new RawJson(JACKSON.writeValueAsString(value));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not writable as JSON: " + e.getOriginalMessage(), e);
    }
  }
}
