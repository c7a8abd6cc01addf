package io.offstage.agent.toolset;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offstage.agent.memory.JsonText;
import io.offstage.task.RawJson;

/** JSON Schemas of objects, put together field by field. */
final class Schemas {

  private final ObjectNode schema = JsonText.object().put("type", "object");

  private Schemas() {
    schema.putObject("properties");
    schema.putArray("required");
    schema.put("additionalProperties", false);
  }

  static Schemas object() {
    return new Schemas();
  }

  Schemas text(String name, String description) {
    return required(name, typed("string", description));
  }

  Schemas maybe(String name, String type, String description) {
    schema.withObjectProperty("properties").set(name, typed(type, description));
    return this;
  }

  Schemas maybeTexts(String name, String description) {
    ObjectNode list = typed("array", description);
    list.putObject("items").put("type", "string");
    schema.withObjectProperty("properties").set(name, list);
    return this;
  }

  Schemas texts(String name, String description) {
    ObjectNode list = typed("array", description);
    list.putObject("items").put("type", "string");
    return required(name, list);
  }

  Schemas objects(String name, String description, Schemas items) {
    ObjectNode list = typed("array", description);
    list.set("items", items.schema);
    return required(name, list);
  }

  private static ObjectNode typed(String type, String description) {
    return JsonText.object().put("type", type).put("description", description);
  }

  private Schemas required(String name, ObjectNode field) {
    schema.withObjectProperty("properties").set(name, field);
    schema.withArrayProperty("required").add(name);
    return this;
  }

  RawJson json() {
    return JsonText.raw(schema);
  }
}
