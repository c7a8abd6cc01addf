package io.offstage.topic;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The published contract of the records: their JSON Schemas (2020-12), which refer to each other by
 * file name, and the AsyncAPI 3 document over all topics.
 */
public final class RecordSchemas {

  private static final List<String> NAMES =
      List.of(
          Command.Start.TYPE,
          Command.Cancel.TYPE,
          Command.Resume.TYPE,
          Command.ChildAccepted.TYPE,
          Command.ChildSuspended.TYPE,
          Command.ChildFinished.TYPE,
          Command.PermitRequested.TYPE,
          Command.PermitGranted.TYPE,
          Command.PermitReleased.TYPE,
          Command.PermitsVoided.TYPE,
          "cloud-event",
          "background-task-lifecycle",
          PermitCodec.TYPE,
          "task",
          "background-task-output",
          CommandRefused.TYPE,
          LimitCodec.TYPE,
          "definitions");

  private static final Pattern FILE_REFERENCE =
      Pattern.compile("(\"\\$ref\"\\s*:\\s*\")([a-z-]+)\\.schema\\.json#?");

  private RecordSchemas() {}

  /** The names of all schemas; that of a schema's file is the name and {@code .schema.json}. */
  public static List<String> names() {
    return NAMES;
  }

  /**
   * The schema of this name as JSON.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static String text(String name) {
    if (!NAMES.contains(name)) {
      throw new IllegalArgumentException("no schema " + name + "; there are " + NAMES);
    }
    return file(name + ".schema.json");
  }

  /** The AsyncAPI document as JSON, with every schema in its components: it refers to no file. */
  public static String asyncApi() {
    JsonMapper mapper = new JsonMapper();
    try {
      ObjectNode document = (ObjectNode) mapper.readTree(file("asyncapi.json"));
      ObjectNode schemas = document.withObject("/components").putObject("schemas");
      for (String name : NAMES) {
        schemas.set(name, mapper.readTree(text(name)));
      }
      return FILE_REFERENCE
          .matcher(mapper.writerWithDefaultPrettyPrinter().writeValueAsString(document))
          .replaceAll("$1#/components/schemas/$2");
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String file(String name) {
    try (InputStream file = RecordSchemas.class.getResourceAsStream("schema/" + name)) {
      if (file == null) {
        throw new IllegalStateException("schema/" + name + " is not in the jar");
      }
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
