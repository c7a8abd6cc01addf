package io.offstage.agent.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.yaml.snakeyaml.nodes.Tag;

/** A value of the file and the line it stands in, from 1. */
sealed interface YamlValue {

  int line();

  /** A map, in the order of the file. */
  record Fields(int line, Map<String, YamlValue> values) implements YamlValue {
    public Fields {
      values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }
  }

  record Items(int line, List<YamlValue> values) implements YamlValue {
    public Items {
      values = List.copyOf(values);
    }
  }

  /**
   * A single value.
   *
   * @param tag what YAML takes it for
   */
  record Scalar(int line, String text, Tag tag) implements YamlValue {
    boolean isNull() {
      return tag.equals(Tag.NULL);
    }

    private JsonNode scalarJson(UnaryOperator<String> texts) {
      JsonNodeFactory json = JsonNodeFactory.instance;
      if (isNull()) {
        return json.nullNode();
      }
      if (tag.equals(Tag.BOOL)) {
        return json.booleanNode(text.equalsIgnoreCase("true"));
      }
      try {
        if (tag.equals(Tag.INT)) {
          return json.numberNode(new BigInteger(text.replace("_", "")));
        }
        if (tag.equals(Tag.FLOAT)) {
          return json.numberNode(new BigDecimal(text.replace("_", "")));
        }
      } catch (NumberFormatException _) {
        return json.textNode(text); // octal, infinity and the like, which JSON does not have
      }
      return json.textNode(texts.apply(text));
    }
  }

  /**
   * As JSON.
   *
   * @param texts applied to every text, names aside
   */
  default JsonNode json(UnaryOperator<String> texts) {
    JsonNodeFactory json = JsonNodeFactory.instance;
    return switch (this) {
      case Fields fields -> {
        ObjectNode object = json.objectNode();
        fields.values().forEach((name, value) -> object.set(name, value.json(texts)));
        yield object;
      }
      case Items items -> {
        ArrayNode array = json.arrayNode();
        items.values().forEach(value -> array.add(value.json(texts)));
        yield array;
      }
      case Scalar scalar -> scalar.scalarJson(texts);
    };
  }
}
