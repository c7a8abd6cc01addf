package io.offstage.worker.tool;

import com.fasterxml.jackson.databind.JsonNode;
import io.offstage.settings.Spelling;
import io.offstage.task.HookRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The fields of a configured object, taken by name and type. What is wrong is told with its path,
 * and counts as absent.
 */
final class SpecFields {

  private final String path;
  private final JsonNode node;
  private final Consumer<String> problems;
  private final Set<String> known = new HashSet<>();

  SpecFields(String path, JsonNode node, Consumer<String> problems) {
    this.path = path;
    this.node = node;
    this.problems = problems;
    if (!node.isObject()) {
      problems.accept(path + ": must be an object");
    }
  }

  String path(String name) {
    return path + "." + name;
  }

  void refuse(String name, String why) {
    problems.accept(path(name) + ": " + why);
  }

  Optional<JsonNode> any(String name) {
    known.add(name);
    JsonNode value = node.get(name);
    return value == null || value.isNull() ? Optional.empty() : Optional.of(value);
  }

  Optional<JsonNode> object(String name) {
    return any(name).filter(v -> is(v.isObject(), name, "an object"));
  }

  Optional<String> text(String name) {
    return any(name).filter(v -> is(v.isTextual(), name, "a text")).map(JsonNode::textValue);
  }

  Optional<Boolean> flag(String name) {
    return any(name)
        .filter(v -> is(v.isBoolean(), name, "true or false"))
        .map(JsonNode::booleanValue);
  }

  /** A whole number, {@code least} or more. */
  Optional<Integer> count(String name, int least) {
    return any(name)
        .filter(
            v ->
                is(
                    v.isIntegralNumber() && v.canConvertToInt() && v.intValue() >= least,
                    name,
                    "a whole number, " + least + " or more"))
        .map(JsonNode::intValue);
  }

  Optional<Duration> millis(String name) {
    return count(name, 1).map(Duration::ofMillis);
  }

  /** Hooks by name, one or a list. */
  List<HookRef> hooks(String name) {
    return any(name)
        .map(value -> HookNames.read(textsIn(value), problem -> refuse(name, problem)))
        .orElse(List.of());
  }

  /** What is no text counts as an empty one. */
  private static List<String> textsIn(JsonNode value) {
    return value.isArray()
        ? value.valueStream().map(JsonNode::asText).toList()
        : List.of(value.asText());
  }

  /** The texts of a list; other single values count as texts. */
  List<String> texts(String name) {
    List<String> texts = new ArrayList<>();
    any(name)
        .filter(list -> is(list.isArray(), name, "a list of texts"))
        .ifPresent(
            list ->
                list.forEach(
                    item -> {
                      if (is(isText(item), name, "a list of texts")) {
                        texts.add(item.asText());
                      }
                    }));
    return texts;
  }

  /** The texts of an object, by name; other single values count as texts. */
  Map<String, String> textsByName(String name) {
    Map<String, String> texts = new LinkedHashMap<>();
    object(name)
        .ifPresent(
            object ->
                object
                    .properties()
                    .forEach(
                        field -> {
                          if (is(isText(field.getValue()), name + "." + field.getKey(), "a text")) {
                            texts.put(field.getKey(), field.getValue().asText());
                          }
                        }));
    return texts;
  }

  private static boolean isText(JsonNode value) {
    return value.isValueNode() && !value.isNull();
  }

  /** Known fields that nobody asks for this time. */
  void know(String... names) {
    known.addAll(List.of(names));
  }

  /** To be called last: names every field that nobody has asked for. */
  void refuseOthers() {
    node.fieldNames()
        .forEachRemaining(
            name -> {
              if (!known.contains(name)) {
                refuse(
                    name,
                    Spelling.nearest(name, known)
                        .map(near -> "unknown; did you mean " + near + "?")
                        .orElseGet(
                            () ->
                                "unknown; known are "
                                    + String.join(", ", known.stream().sorted().toList())));
              }
            });
  }

  private boolean is(boolean right, String name, String expected) {
    if (!right) {
      refuse(name, "must be " + expected);
    }
    return right;
  }
}
