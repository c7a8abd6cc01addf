package io.offstage.agent.definition;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Brings a file that says an older {@code version} of docker-agent's format into the shape of the
 * newest, as docker-agent does. A file that says none is of the newest.
 *
 * <ul>
 *   <li>0: a model's {@code type} became its {@code provider}; an agent's {@code todo}, {@code
 *       think} and {@code memory} became toolsets.
 *   <li>1: {@code env} of the file and of models and {@code env_file} of toolsets went.
 *   <li>3 to 5: {@code sandbox} of toolsets came and went.
 * </ul>
 *
 * Everything else that versions have added is read whatever the version.
 */
final class OlderVersion {

  private static final int NEWEST = 7;
  private static final Pattern NUMBER = Pattern.compile("\\d{1,3}");

  private final int version;
  private final Problems problems;

  private OlderVersion(int version, Problems problems) {
    this.version = version;
    this.problems = problems;
  }

  /** The file as if it were of the newest version; what cannot be brought along is a problem. */
  static YamlValue.Fields upgraded(YamlValue.Fields file, Problems problems) {
    YamlValue said = file.values().get("version");
    if (said == null) {
      return file;
    }
    if (!(said instanceof YamlValue.Scalar text) || !NUMBER.matcher(text.text()).matches()) {
      problems.error(said.line(), "version: must be a whole number, 0 to " + NEWEST);
      return file;
    }
    int version = Integer.parseInt(text.text());
    if (version > NEWEST) {
      problems.doesNotRun(said.line(), "version: what came after version " + NEWEST);
    }
    return new OlderVersion(version, problems).file(file);
  }

  private YamlValue.Fields file(YamlValue.Fields file) {
    Map<String, YamlValue> values = new LinkedHashMap<>(file.values());
    if (version <= 1) {
      gone(values, "env", "env");
    }
    each(values, "models", this::model);
    each(values, "agents", this::agent);
    return new YamlValue.Fields(file.line(), values);
  }

  private YamlValue.Fields model(YamlValue.Fields model, String path) {
    Map<String, YamlValue> values = new LinkedHashMap<>(model.values());
    if (version == 0 && !values.containsKey("provider")) {
      YamlValue type = values.remove("type");
      if (type != null) {
        values.put("provider", type);
      }
    }
    if (version <= 1) {
      gone(values, "env", path + ".env");
    }
    return new YamlValue.Fields(model.line(), values);
  }

  private YamlValue.Fields agent(YamlValue.Fields agent, String path) {
    Map<String, YamlValue> values = new LinkedHashMap<>(agent.values());
    List<YamlValue> toolsets = new ArrayList<>();
    if (version == 0) {
      values.remove("name");
      wasSetting(values, "todo", Set.of("shared"), toolsets);
      wasSetting(values, "think", Set.of(), toolsets);
      wasSetting(values, "memory", Set.of("path"), toolsets);
    }
    if (values.get("toolsets") instanceof YamlValue.Items own) {
      own.values().forEach(toolset -> toolsets.add(toolset(toolset, path + ".toolsets")));
      values.put("toolsets", new YamlValue.Items(own.line(), toolsets));
    } else if (!toolsets.isEmpty()) {
      values.put("toolsets", new YamlValue.Items(agent.line(), toolsets));
    }
    return new YamlValue.Fields(agent.line(), values);
  }

  /** {@code name: true}, or a map of what the toolset of this type may say. */
  private static void wasSetting(
      Map<String, YamlValue> agent, String type, Set<String> fields, List<YamlValue> toolsets) {
    YamlValue said = agent.remove(type);
    boolean isOff = said instanceof YamlValue.Scalar flag && !flag.text().equals("true");
    if (said == null || isOff) {
      return;
    }
    Map<String, YamlValue> toolset = new LinkedHashMap<>();
    toolset.put("type", new YamlValue.Scalar(said.line(), type, Tag.STR));
    if (said instanceof YamlValue.Fields map) {
      map.values().entrySet().stream()
          .filter(field -> fields.contains(field.getKey()))
          .forEach(field -> toolset.put(field.getKey(), field.getValue()));
    }
    toolsets.add(new YamlValue.Fields(said.line(), toolset));
  }

  private YamlValue toolset(YamlValue toolset, String path) {
    if (!(toolset instanceof YamlValue.Fields fields)) {
      return toolset;
    }
    Map<String, YamlValue> values = new LinkedHashMap<>(fields.values());
    if (version <= 1) {
      gone(values, "env_file", path + ".env_file");
    }
    YamlValue sandbox = version >= 3 && version <= 5 ? values.remove("sandbox") : null;
    if (sandbox != null) {
      problems.doesNotRun(sandbox.line(), path + ".sandbox");
    }
    return new YamlValue.Fields(fields.line(), values);
  }

  private void gone(Map<String, YamlValue> values, String name, String path) {
    YamlValue said = values.remove(name);
    if (said != null) {
      problems.error(
          said.line(),
          path + ": is no longer part of the format; set variables in the worker's environment");
    }
  }

  /** How one entry of a map is brought along. */
  private interface Change {
    YamlValue.Fields of(YamlValue.Fields entry, String path);
  }

  private static void each(Map<String, YamlValue> values, String name, Change change) {
    if (values.get(name) instanceof YamlValue.Fields map) {
      Map<String, YamlValue> entries = new LinkedHashMap<>(map.values());
      entries.replaceAll(
          (key, entry) ->
              entry instanceof YamlValue.Fields fields
                  ? change.of(fields, name + "." + key)
                  : entry);
      values.put(name, new YamlValue.Fields(map.line(), entries));
    }
  }
}
