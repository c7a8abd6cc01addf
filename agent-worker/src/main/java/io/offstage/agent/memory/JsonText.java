package io.offstage.agent.memory;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import io.offstage.task.RawJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/** JSON as trees in which no number is rounded. */
public final class JsonText {

  public static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .addModule(
              new SimpleModule()
                  .addSerializer(new RawJsonWriter())
                  .addDeserializer(RawJson.class, new RawJsonReader()))
          .build();

  static {
    MAPPER
        .getFactory()
        .setStreamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(200).build());
  }

  private JsonText() {}

  public static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /**
   * The tree of a text that is known to be JSON.
   *
   * @throws UncheckedIOException when it is not
   */
  public static JsonNode tree(String json) {
    try {
      return MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static JsonNode tree(RawJson json) {
    return tree(json.text());
  }

  /** The object that somebody wrote, if it is one. */
  public static Optional<ObjectNode> objectIn(String json) {
    try {
      return MAPPER.readTree(json) instanceof ObjectNode object
          ? Optional.of(object)
          : Optional.empty();
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  public static String write(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static RawJson raw(JsonNode tree) {
    return new RawJson(write(tree));
  }

  /** As the text it is. */
  private static final class RawJsonWriter extends StdSerializer<RawJson> {

    private static final long serialVersionUID = 1;

    RawJsonWriter() {
      super(RawJson.class);
    }

    @Override
    public void serialize(RawJson value, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      json.writeRawValue(value.text());
    }
  }

  private static final class RawJsonReader extends StdDeserializer<RawJson> {

    private static final long serialVersionUID = 1;

    RawJsonReader() {
      super(RawJson.class);
    }

    @Override
    public RawJson deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      return new RawJson(write(context.readTree(parser)));
    }

    @Override
    public RawJson getNullValue(DeserializationContext context) {
      return RawJson.NULL;
    }
  }
}
