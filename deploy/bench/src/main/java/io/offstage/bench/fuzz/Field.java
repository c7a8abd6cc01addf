package io.offstage.bench.fuzz;

import java.util.ArrayList;
import java.util.List;

/**
 * A field of a record: its value as JSON text, or fields of its own.
 *
 * @param raw empty where it has fields
 */
record Field(String name, String raw, List<Field> fields) {

  Field {
    fields = List.copyOf(fields);
  }

  static Field of(String name, String raw) {
    return new Field(name, raw, List.of());
  }

  static Field of(String name, Field... fields) {
    return new Field(name, "", List.of(fields));
  }

  /** The paths of all fields, those of their fields too. */
  static List<String> paths(String prefix, List<Field> fields) {
    List<String> paths = new ArrayList<>();
    for (Field field : fields) {
      paths.add(prefix + field.name);
      paths.addAll(paths(prefix + field.name + ".", field.fields));
    }
    return paths;
  }

  /** An object with these fields. */
  static String json(List<Field> fields) {
    StringBuilder out = new StringBuilder("{");
    for (Field field : fields) {
      out.append(out.length() == 1 ? "" : ",").append('"').append(field.name).append("\":");
      out.append(field.fields.isEmpty() ? field.raw : json(field.fields));
    }
    return out.append('}').toString();
  }
}
