package io.offstage.settings;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Flattens each layer to dotted keys, refuses what is unknown, and lays one over the other. */
final class Layers {
  private final Known known;
  private final Problems problems;
  private final Map<String, Origin> groups = new LinkedHashMap<>();
  private final Set<String> refused = new LinkedHashSet<>();

  Layers(Known known, Problems problems) {
    this.known = known;
    this.problems = problems;
  }

  Map<String, Value> merge(
      Value.Fields file, Map<String, Value> variables, Map<String, Value> flags) {
    Map<String, Value> flat = new LinkedHashMap<>();
    flatten("", file, flat);
    Map<String, Value> merged = new LinkedHashMap<>();
    for (Map<String, Value> layer : List.of(flat, variables, flags)) {
      layer.forEach((key, value) -> checkKnown(key, value));
      checkFiles(layer);
      layer.forEach((key, value) -> put(key, value, merged));
    }
    return merged;
  }

  private void flatten(String prefix, Value.Fields fields, Map<String, Value> flat) {
    fields
        .fields()
        .forEach(
            (name, value) -> {
              String key = KafkaKeys.canonical(prefix + name);
              if (value instanceof Value.Fields inner && !inner.fields().isEmpty()) {
                groups.putIfAbsent(key, value.origin());
                flatten(key + ".", inner, flat);
              } else {
                Value first = flat.putIfAbsent(key, value);
                if (first != null) {
                  problems.add(value.origin(), key, givenTwice(first));
                }
              }
            });
  }

  static String givenTwice(Value first) {
    return "given twice, first in line " + first.origin().line();
  }

  /** A secret and the file that holds it override each other. */
  private void put(String key, Value value, Map<String, Value> merged) {
    if (known.setting(key).isEmpty() && !(known.isGroup(key) && isEmpty(value))) {
      return;
    }
    if (value instanceof Value.Broken) {
      return;
    }
    secretOf(key).ifPresent(merged::remove);
    fileKeyOf(key).ifPresent(merged::remove);
    merged.put(key, value);
  }

  private void checkFiles(Map<String, Value> layer) {
    layer.forEach(
        (key, value) ->
            secretOf(key)
                .filter(layer::containsKey)
                .ifPresent(
                    secret ->
                        problems.add(
                            value.origin(), key, secret + " is given too; keep one of them")));
  }

  private Optional<String> secretOf(String key) {
    if (key.startsWith(KafkaKeys.PREFIX)) {
      String secret = KafkaKeys.passwordOfFile(key.substring(KafkaKeys.PREFIX.length()));
      return secret.isEmpty() ? Optional.empty() : Optional.of(KafkaKeys.PREFIX + secret);
    }
    return key.endsWith("-file")
        ? Optional.of(key.substring(0, key.length() - 5))
        : Optional.empty();
  }

  private Optional<String> fileKeyOf(String key) {
    String fileKey = key + (key.startsWith(KafkaKeys.PREFIX) ? ".file" : "-file");
    return secretOf(fileKey).isPresent() ? Optional.of(fileKey) : Optional.empty();
  }

  private void checkKnown(String key, Value value) {
    if (known.setting(key).isPresent() || (known.isGroup(key) && isEmpty(value))) {
      return;
    }
    if (known.isGroup(key)) {
      problems.add(
          value.origin(),
          key,
          "expected a map (" + known.membersOf(key) + "), found " + value.shown());
      return;
    }
    String start = firstUnknownPart(key);
    Origin at = groups.getOrDefault(start, value.origin());
    if (refused.add(at + start)) {
      problems.add(at, start, unknown(start));
    }
  }

  private String unknown(String key) {
    Optional<Setting> scalar = known.setting(key);
    if (scalar.isPresent()) {
      return "expected " + scalar.get().type() + ", found a map";
    }
    String top = key.split("\\.", 2)[0];
    if (SettingsFile.DEFINITION_KEYS.contains(top)) {
      return "belongs to the agent definition, which is read from the file as a nested map";
    }
    Optional<String> nearest = known.nearest(key, SettingsFile.DEFINITION_KEYS);
    int dot = key.lastIndexOf('.');
    String siblings = dot < 0 ? "" : "; known there: " + known.membersOf(key.substring(0, dot));
    return "unknown key" + nearest.map(n -> "; did you mean " + n + "?").orElse(siblings);
  }

  /** The shortest part of the key, from its start, that is no group. */
  private String firstUnknownPart(String key) {
    for (int dot = key.indexOf('.'); dot > 0; dot = key.indexOf('.', dot + 1)) {
      if (!known.isGroup(key.substring(0, dot))) {
        return key.substring(0, dot);
      }
    }
    return key;
  }

  private static boolean isEmpty(Value value) {
    return switch (value) {
      case Value.Nothing _, Value.Fields _, Value.Broken _ -> true;
      case Value.Text _, Value.Items _ -> false;
    };
  }
}
