package io.offstage.examples;

import io.offstage.agent.definition.AgentDefinition;
import io.offstage.agent.definition.Definition;
import io.offstage.agent.definition.DefinitionReader;
import io.offstage.agent.definition.ToolDefinition;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The files of this folder. Names of agents and tools are unique, so that one platform has all. */
final class ExampleFiles {

  private static final Path FOLDER = Path.of("").toAbsolutePath();

  private ExampleFiles() {}

  /** All of them, in the order of their names. */
  static List<Path> all() {
    try (Stream<Path> files = Files.walk(FOLDER, 2)) {
      return files
          .filter(file -> file.toString().endsWith(".yaml"))
          .filter(file -> !file.startsWith(FOLDER.resolve("target")))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Which system's example it is. */
  static String folder(Path file) {
    return FOLDER.relativize(file).getName(0).toString();
  }

  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What one of them defines; everything in it is run. */
  static Definition definition(Path file) {
    return DefinitionReader.read(
            FOLDER.relativize(file).toString(), text(file), Map.of(), List.of(), true)
        .definition();
  }

  /** The agents and tools of all that need no code, with the usual rules for all agents. */
  static Definition together() {
    List<AgentDefinition> agents = new ArrayList<>();
    Map<String, ToolDefinition> tools = new LinkedHashMap<>();
    for (Path file : all()) {
      if (!folder(file).equals("quickstart")) {
        Definition definition = definition(file);
        agents.addAll(definition.agents());
        tools.putAll(definition.tools());
      }
    }
    return new Definition(
        agents, tools, definition(FOLDER.resolve("mastra/quickstart.yaml")).background());
  }
}
