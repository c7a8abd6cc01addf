package io.offstage.settings;

import io.offstage.settings.ValueType.Parsed;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One pass over the merged values: each call declares a key and gives its value, or the default
 * when the key is absent or wrong; what is wrong goes to the problems. Over no input it is how the
 * reference is made. Used by the loading thread only.
 */
final class Reading {
  /** Stands for a segment of the user's choice while the reference is made. */
  static final String ANY_NAME = "<name>";

  private final Map<String, Value> values;
  private final Problems problems;
  private final Map<String, Setting> declared = new LinkedHashMap<>();
  private final boolean forReference;

  private Reading(Map<String, Value> values, Problems problems, boolean forReference) {
    this.values = values;
    this.problems = problems;
    this.forReference = forReference;
  }

  static Reading of(Map<String, Value> values, Problems problems) {
    return new Reading(values, problems, false);
  }

  static Reading forReference() {
    return new Reading(Map.of(), new Problems(), true);
  }

  List<Setting> declared() {
    return List.copyOf(declared.values());
  }

  <T> T value(String key, ValueType<T> type, T fallback, String description) {
    declare(key, type.name(), type.writer().apply(fallback), description);
    Value value = values.get(key);
    return value == null ? fallback : parse(key, value, type).orElse(fallback);
  }

  /** Null when the key is absent or wrong. */
  <T> @Nullable T valueOrNull(String key, ValueType<T> type, String description) {
    declare(key, type.name(), "", description);
    Value value = values.get(key);
    return value == null ? null : parse(key, value, type).orElse(null);
  }

  /** A list; in a variable or a flag separated by commas, or as a YAML list in brackets. */
  List<String> list(String key, ValueType<String> type, List<String> fallback, String description) {
    declare(key, "list of " + type.name(), String.join(", ", fallback), description);
    Value value = values.get(key);
    return value == null ? fallback : elements(key, value, type).orElse(fallback);
  }

  /**
   * A secret, given directly or by the name of a file that holds it (key {@code …-file}); of such a
   * file the last line break is no part of the secret.
   */
  Secret secret(String key, String description) {
    declare(key, "secret", "", description);
    declare(key + "-file", "path", "", "File that holds " + key);
    Value.@Nullable Text text = secretText(key, key + "-file");
    return text == null ? Secret.NONE : new Secret(text.text());
  }

  /** All keys under {@code group} that are not declared by themselves, each of one type. */
  <T> Map<String, T> map(String group, ValueType<T> type, String description) {
    declare(group + ".*", "map to " + type.name(), "", description);
    Map<String, T> map = new LinkedHashMap<>();
    if (values.get(group) instanceof Value.Text inline) {
      inline(group, inline)
          .forEach(
              (name, v) -> parse(group + "." + name, v, type).ifPresent(t -> map.put(name, t)));
    }
    under(group)
        .forEach((name, v) -> parse(group + "." + name, v, type).ifPresent(t -> map.put(name, t)));
    return map;
  }

  /** Like {@link #map} for values of which some are secrets: not parsed, not shown. */
  Map<String, Value> rawMap(String group, String type, String description) {
    declare(group + ".*", type, "", description);
    return under(group);
  }

  private Map<String, Value> under(String group) {
    Map<String, Value> map = new LinkedHashMap<>();
    String prefix = group + ".";
    values.forEach(
        (key, value) -> {
          if (key.startsWith(prefix) && !declared.containsKey(key)) {
            map.put(key.substring(prefix.length()), value);
          }
        });
    return map;
  }

  /** The names used right below {@code group}, and those that are always there, sorted. */
  Collection<String> names(String group, String... always) {
    if (forReference) {
      return List.of(ANY_NAME);
    }
    TreeSet<String> names = new TreeSet<>(List.of(always));
    String prefix = group + ".";
    for (String key : values.keySet()) {
      if (key.startsWith(prefix)) {
        names.add(key.substring(prefix.length()).split("\\.", 2)[0]);
      }
    }
    return names;
  }

  void declare(String key, String type, String fallback, String description) {
    declared.put(key, new Setting(key, type, fallback, description));
  }

  /**
   * The text of {@code key}, or of the file that {@code fileKey} names; null when neither is set.
   */
  Value.@Nullable Text secretText(String key, String fileKey) {
    Value file = values.get(fileKey);
    if (file instanceof Value.Text path) {
      return SecretFile.read(path, fileKey, problems);
    }
    Value value = values.get(key);
    if (value instanceof Value.Text text) {
      return text;
    }
    if (file != null) {
      expected(fileKey, file, "the path of a file", "");
    }
    if (value != null) {
      problems.add(value.origin(), key, "expected a secret as text, found something else");
    }
    return null;
  }

  /** What stands at {@code key}, or in the file that {@code fileKey} names, as a YAML list. */
  @Nullable Value listOrFile(String key, String fileKey) {
    if (values.get(key) instanceof Value.Items list) {
      return list;
    }
    Value.Text text = secretText(key, fileKey);
    return text == null ? null : YamlValues.inline(text, problems);
  }

  /** Refuses the name of a group that somebody chose. */
  void refuseName(String group, String message) {
    values.entrySet().stream()
        .filter(e -> e.getKey().equals(group) || e.getKey().startsWith(group + "."))
        .findFirst()
        .ifPresent(e -> problems.add(e.getValue().origin(), group, message));
  }

  /** Reports {@code key}, at the place where it or else the first of the others is given. */
  void refuseUnless(boolean fits, String key, String message, String... dependsOn) {
    if (fits) {
      return;
    }
    Stream.concat(Stream.of(key), Stream.of(dependsOn))
        .flatMap(given -> Stream.ofNullable(values.get(given)))
        .findFirst()
        .ifPresent(value -> problems.add(value.origin(), key, message));
  }

  void refuse(Value value, String key, String message) {
    problems.add(value.origin(), key, message);
  }

  <T> Optional<T> parse(String key, Value value, ValueType<T> type) {
    if (value instanceof Value.Broken) {
      return Optional.empty();
    }
    if (!(value instanceof Value.Text text)) {
      expected(key, value, type.expected(), "");
      return Optional.empty();
    }
    return switch (type.parse(text.text().strip())) {
      case Parsed.Good<T>(T good) -> Optional.of(good);
      case Parsed.Bad<T>(String hint) -> {
        expected(key, value, type.expected(), hint);
        yield Optional.empty();
      }
    };
  }

  /** Empty when any of the elements is wrong. */
  Optional<List<String>> elements(String key, Value value, ValueType<String> type) {
    List<Value> items =
        switch (value) {
          case Value.Items list -> list.items();
          case Value.Text text -> split(text);
          case Value.Fields _, Value.Nothing _, Value.Broken _ -> List.of(value);
        };
    List<String> elements = new ArrayList<>();
    items.forEach(item -> parse(key, item, type).ifPresent(elements::add));
    return elements.size() == items.size() ? Optional.of(elements) : Optional.empty();
  }

  private List<Value> split(Value.Text text) {
    if (text.text().startsWith("[")
        && YamlValues.inline(text, problems) instanceof Value.Items list) {
      return list.items();
    }
    List<Value> items = new ArrayList<>();
    for (String part : text.text().split(",", -1)) {
      if (!part.isBlank()) {
        items.add(Value.Text.of(text.origin(), part.strip()));
      }
    }
    return items;
  }

  private Map<String, Value> inline(String key, Value.Text text) {
    if (YamlValues.inline(text, problems) instanceof Value.Fields map) {
      return map.fields();
    }
    expected(key, text, "a map", "write for example {a: 1, b: 2}");
    return Map.of();
  }

  private void expected(String key, Value value, String expected, String hint) {
    problems.add(
        value.origin(),
        key,
        "expected " + expected + ", found " + value.shown() + (hint.isEmpty() ? "" : "; " + hint));
  }
}
