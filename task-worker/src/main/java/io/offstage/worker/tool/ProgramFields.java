package io.offstage.worker.tool;

import io.offstage.worker.process.Program;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads {@code command, args, env, workingDir}. */
final class ProgramFields {

  private ProgramFields() {}

  /** The program; empty where {@code command} is missing or wrong. */
  static Optional<Program> read(SpecFields fields) {
    Optional<String> command = fields.text("command").filter(c -> !c.isBlank());
    if (command.isEmpty() && fields.any("command").filter(c -> !c.isTextual()).isEmpty()) {
      fields.refuse("command", "is required: the program to start; its arguments stand in args");
    }
    List<String> args = fields.texts("args");
    Map<String, String> environment = fields.textsByName("env");
    Path directory = directory(fields);
    return command.map(
        program -> {
          List<String> words = new ArrayList<>();
          words.add(program);
          words.addAll(args);
          return new Program(words, environment, directory);
        });
  }

  private static @Nullable Path directory(SpecFields fields) {
    try {
      return fields.text("workingDir").map(Path::of).orElse(null);
    } catch (InvalidPathException _) {
      fields.refuse("workingDir", "must be a directory");
      return null;
    }
  }
}
