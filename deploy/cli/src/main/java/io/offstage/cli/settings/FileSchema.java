package io.offstage.cli.settings;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offstage.agent.definition.DefinitionSchema;
import io.offstage.settings.Setting;
import io.offstage.settings.Settings;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The JSON Schema of the whole file: agents and tools, and every setting of the reference. */
final class FileSchema {

  private static final String ANY_NAME = "<name>";
  private static final String KAFKA = "kafka.";
  private static final Pattern INTEGER = Pattern.compile("integer, (-?\\d+) to (-?\\d+)");
  private static final Pattern CHOICE = Pattern.compile("[a-z-]+(\\|[a-z-]+)+");

  private FileSchema() {}

  static ObjectNode read() {
    ObjectNode schema = DefinitionSchema.read();
    Settings.reference().forEach(setting -> add(schema, setting));
    String settings = String.join("|", Settings.topLevelKeys().stream().sorted().toList());
    ((ObjectNode) schema.path("patternProperties"))
        .putObject("^(" + settings + ")\\.")
        .put("description", "A setting, written as its path");
    return schema;
  }

  private static void add(ObjectNode schema, Setting setting) {
    ObjectNode group = schema;
    String rest = setting.key();
    // Kafka's own keys have dots of their own, and nobody but Kafka knows them all.
    int levels = rest.startsWith(KAFKA) ? 1 : Integer.MAX_VALUE;
    for (int dot = rest.indexOf('.'); dot > 0 && levels > 0; dot = rest.indexOf('.')) {
      group = group(group, rest.substring(0, dot));
      rest = rest.substring(dot + 1);
      levels--;
    }
    if (rest.equals("*")) {
      group.set("additionalProperties", leaf(setting));
    } else {
      group.withObject("/properties").set(rest, leaf(setting));
    }
  }

  /** What stands below a name; keys with dots are left to the reader. */
  private static ObjectNode group(ObjectNode parent, String name) {
    boolean any = name.equals(ANY_NAME);
    ObjectNode holder = any ? parent : parent.withObject("/properties");
    String field = any ? "additionalProperties" : name;
    if (holder.get(field) instanceof ObjectNode known) {
      return known;
    }
    ObjectNode made = holder.putObject(field).put("type", "object");
    made.put("additionalProperties", false).putObject("patternProperties").putObject("\\.");
    return made;
  }

  private static ObjectNode leaf(Setting setting) {
    ObjectNode leaf = ofType(setting.type().replaceFirst("^map to ", ""));
    leaf.put("description", setting.description());
    if (!setting.defaultValue().isEmpty()) {
      leaf.put("default", setting.defaultValue());
    }
    return leaf;
  }

  /** Every setting may be a text, with variables in it; a list, one with commas. */
  private static ObjectNode ofType(String type) {
    Matcher integer = INTEGER.matcher(type);
    if (integer.matches()) {
      return types("integer", "string")
          .put("minimum", Long.parseLong(integer.group(1)))
          .put("maximum", Long.parseLong(integer.group(2)));
    }
    if (type.equals("true|false")) {
      return types("boolean", "string");
    }
    if (CHOICE.matcher(type).matches()) {
      ObjectNode choice = JsonNodeFactory.instance.objectNode();
      ArrayNode ways = choice.putArray("anyOf");
      ArrayNode names = ways.addObject().putArray("enum");
      for (String name : type.split("\\|", -1)) {
        names.add(name);
      }
      ways.addObject().put("type", "string").put("pattern", "\\$\\{");
      return choice;
    }
    if (type.startsWith("list of ")) {
      return types("array", "string");
    }
    return type.equals("any")
        ? JsonNodeFactory.instance.objectNode()
        : types("string", "number", "boolean");
  }

  private static ObjectNode types(String... types) {
    ObjectNode schema = JsonNodeFactory.instance.objectNode();
    ArrayNode names = schema.putArray("type");
    for (String type : types) {
      names.add(type);
    }
    return schema;
  }
}
