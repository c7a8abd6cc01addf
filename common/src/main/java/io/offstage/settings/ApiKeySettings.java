package io.offstage.settings;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One API key of the gateway. The key itself is nowhere; only its hash is configured.
 *
 * @param name of the principal, for logs
 * @param hash {@code sha256:} and 64 hexadecimal digits, the hash of the key's UTF-8 bytes
 * @param roles of {@code read}, {@code enqueue}, {@code operate}, {@code admin}; default read
 * @param resources ids that the principal is bound to; empty: all
 */
public record ApiKeySettings(String name, Secret hash, List<String> roles, List<String> resources) {

  private static final String KEY = "gateway.auth.keys";
  private static final Set<String> FIELDS = Set.of("name", "hash", "roles", "resources");
  private static final ValueType<String> ROLE =
      ValueType.text(
          "read, enqueue, operate or admin", Pattern.compile("read|enqueue|operate|admin"));
  private static final ValueType<String> HASH =
      ValueType.text("sha256:<64 hex digits>", Pattern.compile("sha256:[0-9a-f]{64}"));

  public ApiKeySettings {
    roles = List.copyOf(roles);
    resources = List.copyOf(resources);
  }

  static List<ApiKeySettings> read(Reading in) {
    String type = "list of {name, hash, roles, resources}";
    in.declare(KEY, type, "", "API keys by their hashes; none means no authentication");
    in.declare(KEY + "-file", "path", "", "File that holds " + KEY + " as a YAML list");
    Value given = in.listOrFile(KEY, KEY + "-file");
    List<ApiKeySettings> keys = new ArrayList<>();
    Set<String> names = new HashSet<>();
    if (given instanceof Value.Items list) {
      for (Value item : list.items()) {
        if (item instanceof Value.Fields fields) {
          ApiKeySettings key = one(in, fields);
          if (!names.add(key.name)) {
            in.refuse(item, KEY, "the name " + key.name + " is given twice");
          }
          keys.add(key);
        } else {
          in.refuse(item, KEY, "expected {name, hash, roles, resources}, found something else");
        }
      }
    } else if (given != null && !(given instanceof Value.Broken)) {
      in.refuse(given, KEY, "expected a " + type + ", found something else");
    }
    return keys;
  }

  private static ApiKeySettings one(Reading in, Value.Fields fields) {
    Map<String, Value> given = fields.fields();
    given.forEach(
        (field, value) -> {
          if (!FIELDS.contains(field)) {
            String near =
                Spelling.nearest(field, FIELDS).map(n -> "; did you mean " + n + "?").orElse("");
            in.refuse(value, KEY + "." + field, "unknown key" + near);
          }
        });
    String name = required(in, fields, "name", Patterns.notBlank());
    String hash = required(in, fields, "hash", HASH);
    return new ApiKeySettings(
        name,
        new Secret(hash),
        list(in, given, "roles", ROLE, List.of("read")),
        list(in, given, "resources", Patterns.notBlank(), List.of()));
  }

  private static String required(
      Reading in, Value.Fields fields, String field, ValueType<String> type) {
    Value value = fields.fields().get(field);
    if (value instanceof Value.Broken) {
      return "";
    }
    if (value instanceof Value.Text text
        && type.parse(text.text()) instanceof ValueType.Parsed.Good<String>(String good)) {
      return good;
    }
    in.refuse(
        value == null ? fields : value,
        KEY + "." + field,
        "expected "
            + type.expected()
            + (value == null ? ", found nothing" : ", found something else"));
    return "";
  }

  private static List<String> list(
      Reading in,
      Map<String, Value> fields,
      String field,
      ValueType<String> type,
      List<String> fallback) {
    Value value = fields.get(field);
    return value == null ? fallback : in.elements(KEY + "." + field, value, type).orElse(fallback);
  }
}
