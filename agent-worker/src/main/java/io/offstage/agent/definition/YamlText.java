package io.offstage.agent.definition;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;

/**
 * Text to values with their lines. No objects are made of it; aliases are followed within a budget,
 * merge keys are merged, a key given twice is a problem. Used once.
 */
final class YamlText {

  private static final int MOST_VALUES = 50_000;
  private static final int DEEPEST = 60;

  private final Problems problems;
  private int values;

  private YamlText(Problems problems) {
    this.problems = problems;
  }

  /** The top-level map; empty, with a problem, where there is none. */
  static Optional<YamlValue.Fields> read(String text, Problems problems) {
    LoaderOptions bounds = new LoaderOptions();
    bounds.setNestingDepthLimit(DEEPEST);
    bounds.setMaxAliasesForCollections(200);
    Yaml yaml =
        new Yaml(
            new SafeConstructor(bounds),
            new Representer(new DumperOptions()),
            new DumperOptions(),
            bounds);
    try {
      if (yaml.compose(new StringReader(text)) instanceof MappingNode root
          && new YamlText(problems).value(root, 0) instanceof YamlValue.Fields fields) {
        return Optional.of(fields);
      }
      problems.error(0, "expected a map with the key agents");
    } catch (MarkedYAMLException e) {
      int line = e.getProblemMark() == null ? 0 : e.getProblemMark().getLine() + 1;
      problems.error(line, "not valid YAML: " + e.getProblem());
    } catch (YAMLException e) {
      problems.error(0, "not valid YAML: too deep, too long or too many aliases");
    }
    return Optional.empty();
  }

  private YamlValue value(Node node, int depth) {
    int line = line(node);
    if (++values > MOST_VALUES || depth > DEEPEST) {
      throw new YAMLException("too many values");
    }
    return switch (node) {
      case MappingNode map -> fields(map, depth);
      case SequenceNode list -> {
        List<YamlValue> items = new ArrayList<>();
        for (Node item : list.getValue()) {
          items.add(value(item, depth + 1));
        }
        yield new YamlValue.Items(line, items);
      }
      case ScalarNode scalar -> new YamlValue.Scalar(line, scalar.getValue(), scalar.getTag());
      default -> throw new YAMLException("a node of kind " + node.getNodeId());
    };
  }

  private YamlValue fields(MappingNode map, int depth) {
    Map<String, YamlValue> fields = new LinkedHashMap<>();
    Map<String, YamlValue> merged = new LinkedHashMap<>();
    for (NodeTuple tuple : map.getValue()) {
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        problems.error(line(tuple.getKeyNode()), "expected a key, found a list or a map");
      } else if (key.getTag().equals(Tag.MERGE)) {
        merge(value(tuple.getValueNode(), depth + 1), merged);
      } else if (fields.putIfAbsent(key.getValue(), value(tuple.getValueNode(), depth + 1))
          != null) {
        problems.error(line(key), key.getValue() + ": stands twice");
      }
    }
    merged.forEach(fields::putIfAbsent);
    return new YamlValue.Fields(line(map), fields);
  }

  private void merge(YamlValue from, Map<String, YamlValue> into) {
    switch (from) {
      case YamlValue.Fields map -> map.values().forEach(into::putIfAbsent);
      case YamlValue.Items list -> list.values().forEach(item -> merge(item, into));
      case YamlValue.Scalar scalar -> problems.error(scalar.line(), "<<: expected a map");
    }
  }

  private static int line(Node node) {
    return node.getStartMark().getLine() + 1;
  }
}
