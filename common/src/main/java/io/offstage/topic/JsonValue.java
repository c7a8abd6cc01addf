package io.offstage.topic;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamReadException;
import io.offstage.task.RawJson;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A value in a JSON text, as it stands there: texts are taken apart, never built again.
 *
 * @param token its first
 * @param raw its text
 * @param scalar what that says; null for objects and arrays
 */
record JsonValue(JsonToken token, String raw, @Nullable String scalar) {

  private static final int LONGEST_QUOTE = 60;

  /** The values of an object's fields by name, in order; those that are null left out. */
  static Map<String, JsonValue> fields(String path, String text, JsonFactory factory)
      throws MalformedRecord {
    Map<String, JsonValue> fields = new LinkedHashMap<>();
    try (JsonParser parser = factory.createParser(text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new MalformedRecord(path.isEmpty() ? "not a JSON object" : path + "not an object");
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        JsonToken token = parser.nextToken();
        int from = (int) parser.currentTokenLocation().getCharOffset();
        String scalar = null;
        if (token.isStructStart()) {
          parser.skipChildren();
        } else {
          scalar = parser.getText();
        }
        parser.finishToken();
        int to = (int) parser.currentLocation().getCharOffset();
        if (token != JsonToken.VALUE_NULL
            && fields.put(name, new JsonValue(token, text.substring(from, to), scalar)) != null) {
          throw new MalformedRecord(path + name + ": stands twice");
        }
      }
      if (parser.nextToken() != null) {
        throw new MalformedRecord("more follows after the JSON object");
      }
    } catch (StreamReadException e) {
      throw new MalformedRecord("not JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new MalformedRecord("not JSON: " + e.getMessage());
    }
    return fields;
  }

  /** An array's elements. */
  List<RawJson> elements() throws IOException {
    List<RawJson> out = new ArrayList<>();
    try (JsonParser parser = Json.FACTORY.createParser(raw)) {
      parser.nextToken();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        int from = (int) parser.currentTokenLocation().getCharOffset();
        parser.skipChildren();
        parser.finishToken();
        out.add(new RawJson(raw.substring(from, (int) parser.currentLocation().getCharOffset())));
      }
    }
    return out;
  }

  /** UTF-8 that is there. */
  static String decode(byte @Nullable [] utf8) throws MalformedRecord {
    if (utf8 == null || utf8.length == 0) {
      throw new MalformedRecord("the value is empty; a JSON object is needed");
    }
    String text = new String(utf8, StandardCharsets.UTF_8);
    if (text.indexOf('\uFFFD') >= 0) {
      try {
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
      } catch (CharacterCodingException e) {
        throw new MalformedRecord("not UTF-8");
      }
    }
    return text;
  }

  /** As errors show it: cut short, in quotes. */
  static String quote(String value) {
    String shown =
        value.length() <= LONGEST_QUOTE ? value : value.substring(0, LONGEST_QUOTE) + "…";
    return shown.startsWith("\"") || shown.startsWith("{") || shown.startsWith("[")
        ? shown
        : "\"" + shown + "\"";
  }

  /** What a string in JSON says. */
  static String unquote(String json) throws MalformedRecord {
    try (JsonParser parser = Json.FACTORY.createParser(json)) {
      parser.nextToken();
      return parser.getText();
    } catch (IOException e) {
      throw new MalformedRecord("not JSON");
    }
  }
}
