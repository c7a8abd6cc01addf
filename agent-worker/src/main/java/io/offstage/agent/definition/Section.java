package io.offstage.agent.definition;

import com.fasterxml.jackson.databind.JsonNode;
import io.offstage.task.HookRef;
import io.offstage.task.RawJson;
import io.offstage.task.TaskEnd;
import io.offstage.worker.tool.Disposition;
import io.offstage.worker.tool.HookNames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * The fields of one map of the file, taken by name and type. What is wrong is a problem with line
 * and path, and counts as absent. Not thread-safe.
 */
final class Section {

  private final String path;
  private final YamlValue.Fields fields;
  private final Problems problems;
  private final Set<String> known = new LinkedHashSet<>();

  Section(String path, YamlValue.Fields fields, Problems problems) {
    this.path = path;
    this.fields = fields;
    this.problems = problems;
  }

  int line() {
    return fields.line();
  }

  String path() {
    return path;
  }

  String path(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  /** The line of a field; of the map, where it has no such field. */
  int lineOf(String name) {
    YamlValue value = fields.values().get(name);
    return value == null ? line() : value.line();
  }

  void refuse(String name, String why) {
    problems.error(lineOf(name), path(name) + ": " + why);
  }

  /** A field that is not null, whatever it is. */
  @Nullable YamlValue any(String name) {
    known.add(name);
    YamlValue value = fields.values().get(name);
    return value instanceof YamlValue.Scalar scalar && scalar.isNull() ? null : value;
  }

  @Nullable String text(String name) {
    YamlValue value = any(name);
    if (value == null) {
      return null;
    }
    if (value instanceof YamlValue.Scalar scalar) {
      return scalar.text();
    }
    refuse(name, "must be a text");
    return null;
  }

  String text(String name, String otherwise) {
    String text = text(name);
    return text == null ? otherwise : text;
  }

  @Nullable Boolean flag(String name) {
    YamlValue value = any(name);
    if (value == null) {
      return null;
    }
    if (value instanceof YamlValue.Scalar scalar && scalar.tag().equals(Tag.BOOL)) {
      return scalar.text().equalsIgnoreCase("true");
    }
    refuse(name, "must be true or false");
    return null;
  }

  @Nullable Integer count(String name, int least) {
    YamlValue value = any(name);
    if (value == null) {
      return null;
    }
    if (value instanceof YamlValue.Scalar scalar) {
      try {
        int number = Integer.parseInt(scalar.text());
        if (number >= least) {
          return number;
        }
      } catch (NumberFormatException _) {
        // Refused below.
      }
    }
    refuse(name, "must be a whole number, " + least + " or more");
    return null;
  }

  @Nullable Duration millis(String name) {
    Integer millis = count(name, 1);
    return millis == null ? null : Duration.ofMillis(millis);
  }

  @Nullable Double number(String name, double least, double most) {
    YamlValue value = any(name);
    if (value == null) {
      return null;
    }
    if (value instanceof YamlValue.Scalar scalar) {
      try {
        double number = Double.parseDouble(scalar.text());
        if (number >= least && number <= most) {
          return number;
        }
      } catch (NumberFormatException _) {
        // Refused below.
      }
    }
    refuse(name, "must be a number from " + least + " to " + most);
    return null;
  }

  @Nullable Disposition disposition(String name) {
    String text = text(name);
    if (text == null) {
      return null;
    }
    Optional<Disposition> found =
        Arrays.stream(Disposition.values())
            .filter(d -> d.name().toLowerCase(Locale.ROOT).equals(text))
            .findFirst();
    if (found.isEmpty()) {
      refuse(name, "must be foreground, deferred or awaited, was \"" + text + "\"");
    }
    return found.orElse(null);
  }

  /** The texts of a list. */
  List<YamlValue.Scalar> texts(String name) {
    List<YamlValue.Scalar> out = new ArrayList<>();
    switch (any(name)) {
      case null -> {}
      case YamlValue.Items items -> {
        for (YamlValue item : items.values()) {
          if (item instanceof YamlValue.Scalar scalar && !scalar.isNull()) {
            out.add(scalar);
          } else {
            problems.error(item.line(), path(name) + ": must be a list of texts");
          }
        }
      }
      case YamlValue.Scalar _, YamlValue.Fields _ -> refuse(name, "must be a list of texts");
    }
    return out;
  }

  /** What {@code onTaskComplete}, {@code onTaskFailed} and {@code onTaskCancelled} name. */
  List<HookRef> hooksOfTasks() {
    List<HookRef> hooks = new ArrayList<>();
    hooks("onTaskComplete").forEach(hook -> hooks.add(hook.on(TaskEnd.COMPLETED)));
    hooks("onTaskFailed").forEach(hook -> hooks.add(hook.on(TaskEnd.FAILED)));
    hooks("onTaskCancelled").forEach(hook -> hooks.add(hook.on(TaskEnd.CANCELLED)));
    return hooks;
  }

  private List<HookRef> hooks(String name) {
    List<String> names =
        any(name) instanceof YamlValue.Scalar one
            ? List.of(one.text())
            : texts(name).stream().map(YamlValue.Scalar::text).toList();
    return HookNames.read(names, problem -> refuse(name, problem));
  }

  Optional<Section> section(String name) {
    return switch (any(name)) {
      case null -> Optional.empty();
      case YamlValue.Fields map -> Optional.of(new Section(path(name), map, problems));
      case YamlValue.Scalar _, YamlValue.Items _ -> {
        refuse(name, "must be a map");
        yield Optional.empty();
      }
    };
  }

  /** The maps of a map, by name, in the order of the file. */
  Map<String, Section> sections(String name) {
    Map<String, Section> out = new LinkedHashMap<>();
    section(name)
        .ifPresent(
            map ->
                map.fields
                    .values()
                    .keySet()
                    .forEach(key -> map.section(key).ifPresent(entry -> out.put(key, entry))));
    return out;
  }

  /** All of it as JSON, its variables expanded. */
  JsonNode json(Variables variables) {
    return fields.json(variables.at(line(), path, problems));
  }

  /** All of it as JSON, as it stands. */
  RawJson rawJson() {
    return new RawJson(fields.json(UnaryOperator.identity()).toString());
  }

  /**
   * A problem that somebody else has found: it begins with this section's path and has no line. Its
   * line is that of the field it goes on with.
   */
  void told(String problem) {
    String field = problem.substring(Math.min(problem.length(), path.length() + 1));
    int end = 0;
    while (end < field.length() && Character.isLetterOrDigit(field.charAt(end))) {
      end++;
    }
    problems.error(lineOf(field.substring(0, end)), problem);
  }

  /** The names of the fields it has. */
  Set<String> names() {
    return fields.values().keySet();
  }

  /** Known, and rightly without effect here. */
  void ignore(String... names) {
    known.addAll(List.of(names));
  }

  /** Known elsewhere, and not run here. */
  void doesNotRun(String... names) {
    for (String name : names) {
      if (any(name) != null) {
        problems.doesNotRun(lineOf(name), path(name));
      }
    }
  }

  /** To be called last: names every field that nobody has asked for. */
  void refuseOthers() {
    for (String name : fields.values().keySet()) {
      if (!known.contains(name)) {
        problems.unknown(lineOf(name), path(name), name, known);
      }
    }
  }
}
