package io.offstage.worker.tool;

import com.fasterxml.jackson.databind.JsonNode;
import io.offstage.worker.process.Program;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Reads {@code {kind: process, command, args, env, workingDir, description, inputSchema,
 * background, pool}}. {@code command} is required, everything else may be absent.
 */
final class ProcessToolReader {

  private ProcessToolReader() {}

  /** As {@link ToolSpecReader#read}. */
  static Optional<ProcessToolSpec> read(
      String path, String name, JsonNode node, Consumer<String> problems) {
    SpecFields fields = new SpecFields(path, node, problems);
    fields.text("kind");
    Optional<Program> program = ProgramFields.read(fields);
    ToolHead head = ToolHead.read(fields, problems);
    fields.refuseOthers();
    return program.map(
        started ->
            new ProcessToolSpec(
                name, head.description(), started, head.schema(), head.background(), head.pool()));
  }
}
