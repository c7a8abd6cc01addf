package io.offstage.settings;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.reader.ReaderException;
import org.yaml.snakeyaml.representer.Representer;

/**
 * YAML text to values with their lines. Only the node graph is built, no objects; aliases are
 * followed within a budget, so neither a billion laughs nor an anchor inside itself gets far. A key
 * given twice is a problem.
 */
final class YamlValues {
  private static final int MOST_VALUES = 20_000;
  private static final int DEEPEST = 20;

  private final IntFunction<Origin> originAt;
  private final Expansion expansion;
  private final Problems problems;
  private int values;

  private YamlValues(IntFunction<Origin> originAt, Expansion expansion, Problems problems) {
    this.originAt = originAt;
    this.expansion = expansion;
    this.problems = problems;
  }

  /** The file's top-level mapping without the keys that {@code leftAlone} accepts. */
  static Value.Fields document(
      String text,
      String name,
      Predicate<String> leftAlone,
      Expansion expansion,
      Problems problems) {
    YamlValues yaml = new YamlValues(line -> Origin.file(name, line), expansion, problems);
    Value.Fields empty = new Value.Fields(Origin.file(name, 0), Map.of());
    Node root = yaml.compose(text);
    if (root == null || isNull(root)) {
      return empty;
    }
    if (root instanceof MappingNode mapping) {
      return yaml.fields(mapping, yaml.originOf(root), "", leftAlone, 0);
    }
    problems.add(yaml.originOf(root), "expected a map of settings at the top of the file");
    return empty;
  }

  /** YAML inside a variable, a flag or a secret's file; null when it is none (a problem then). */
  static @Nullable Value inline(Value.Text text, Problems problems) {
    Origin outer = text.origin();
    boolean isFile = outer.layer() == Origin.Layer.FILE && outer.line() == 0;
    YamlValues yaml =
        new YamlValues(
            line -> isFile ? Origin.file(outer.label(), line) : outer, Expansion.NONE, problems);
    Node root = yaml.compose(text.text());
    return root == null ? null : yaml.value(root, yaml.originOf(root), "", 0);
  }

  private @Nullable Node compose(String text) {
    LoaderOptions bounds = new LoaderOptions();
    bounds.setNestingDepthLimit(100);
    bounds.setMaxAliasesForCollections(200);
    bounds.setCodePointLimit(4 << 20);
    try {
      Yaml yaml =
          new Yaml(
              new SafeConstructor(bounds),
              new Representer(new DumperOptions()),
              new DumperOptions(),
              bounds);
      return yaml.compose(new StringReader(text));
    } catch (MarkedYAMLException e) {
      syntaxError(e.getProblemMark(), e.getProblem());
    } catch (ReaderException e) {
      int line =
          1 + (int) text.substring(0, e.getPosition()).chars().filter(c -> c == '\n').count();
      problems.add(
          originAt.apply(line),
          "not valid YAML: the character U+%04X is not allowed".formatted(e.getCodePoint()));
    } catch (YAMLException e) {
      problems.add(originAt.apply(0), "not valid YAML: too deep, too long or too many aliases");
    }
    return null;
  }

  private void syntaxError(@Nullable Mark mark, @Nullable String problem) {
    if (mark == null) {
      problems.add(originAt.apply(0), "not valid YAML: " + problem);
      return;
    }
    problems.add(
        originAt.apply(mark.getLine() + 1),
        "column " + (mark.getColumn() + 1) + ": not valid YAML: " + problem);
  }

  private Value value(Node node, Origin origin, String path, int depth) {
    if (++values > MOST_VALUES || depth > DEEPEST) {
      if (values <= MOST_VALUES + 1) {
        problems.add(
            origin, keyOf(path), "too many values or too deep; do aliases repeat each other?");
      }
      values = MOST_VALUES + 2;
      return new Value.Broken(origin);
    }
    return switch (node) {
      case MappingNode mapping -> fields(mapping, origin, path, _ -> false, depth);
      case SequenceNode sequence -> {
        List<Value> items = new ArrayList<>();
        for (Node item : sequence.getValue()) {
          items.add(value(item, originOf(item), path, depth + 1));
        }
        yield new Value.Items(origin, items);
      }
      case ScalarNode scalar when isNull(scalar) -> new Value.Nothing(origin);
      case ScalarNode scalar -> expansion.expand(scalar.getValue(), origin, keyOf(path), problems);
      default -> throw new IllegalStateException("a YAML node of kind " + node.getNodeId());
    };
  }

  private Value.Fields fields(
      MappingNode mapping, Origin origin, String path, Predicate<String> leftAlone, int depth) {
    Map<String, Value> fields = new LinkedHashMap<>();
    Map<String, Value> merged = new LinkedHashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      Origin at = originOf(tuple.getKeyNode());
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        problems.add(at, "expected a key, found a list or a map");
      } else if (key.getTag().equals(Tag.MERGE)) {
        merge(value(tuple.getValueNode(), at, path, depth + 1), merged);
      } else {
        String name = key.getValue();
        Value value =
            leftAlone.test(name)
                ? new Value.Nothing(at)
                : value(tuple.getValueNode(), at, path + name + ".", depth + 1);
        Value first = fields.putIfAbsent(name, value);
        if (first != null) {
          problems.add(at, path + name, Layers.givenTwice(first));
        }
      }
    }
    merged.forEach(fields::putIfAbsent);
    fields.keySet().removeIf(leftAlone);
    return new Value.Fields(origin, fields);
  }

  private void merge(Value from, Map<String, Value> into) {
    switch (from) {
      case Value.Fields map -> map.fields().forEach(into::putIfAbsent);
      case Value.Items list -> list.items().forEach(item -> merge(item, into));
      case Value.Broken _ -> {}
      case Value.Text _, Value.Nothing _ -> problems.add(from.origin(), "<<: expected a map");
    }
  }

  /** {@code path} ends in a dot. */
  private static String keyOf(String path) {
    return path.isEmpty() ? path : path.substring(0, path.length() - 1);
  }

  private Origin originOf(Node node) {
    return originAt.apply(node.getStartMark().getLine() + 1);
  }

  private static boolean isNull(Node node) {
    return node.getTag().equals(Tag.NULL);
  }
}
