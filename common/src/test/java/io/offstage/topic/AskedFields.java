package io.offstage.topic;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The fields of an object, and which of them a reader asked for, there or not. */
final class AskedFields {

  private final Set<String> asked = new TreeSet<>();
  private final JsonFields fields;

  AskedFields(String json) throws MalformedRecord {
    fields = new JsonFields("", new Recording(JsonValue.fields("", json, Json.FACTORY)));
  }

  JsonFields fields() {
    return fields;
  }

  Set<String> asked() {
    return asked;
  }

  /** The names of the properties that a schema declares. */
  static Set<String> declared(String schema) {
    return new TreeSet<>(properties(schema).propertyStream().map(Map.Entry::getKey).toList());
  }

  /** What a schema says of its properties. */
  static JsonNode properties(String schema) {
    try {
      return new JsonMapper().readTree(RecordSchemas.text(schema)).required("properties");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private final class Recording extends LinkedHashMap<String, JsonValue> {

    private static final long serialVersionUID = 1;

    Recording(Map<String, JsonValue> all) {
      super(all);
    }

    @Override
    public @Nullable JsonValue remove(@Nullable Object name) {
      asked.add(String.valueOf(name));
      return super.remove(name);
    }
  }
}
