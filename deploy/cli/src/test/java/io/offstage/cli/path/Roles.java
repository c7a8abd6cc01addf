package io.offstage.cli.path;

import io.offstage.agent.AgentWorker;
import io.offstage.agent.definition.Definition;
import io.offstage.agent.definition.DefinitionReader;
import io.offstage.settings.Settings;
import io.offstage.store.Database;
import io.offstage.worker.TaskWorker;
import io.offstage.worker.kind.ToolKinds;
import io.offstage.worker.tool.Tool;
import io.offstage.worker.tool.Toolbox;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Roles as a definition asks for them, here and in processes of their own. */
final class Roles {

  enum Role {
    TASK_WORKER,
    AGENT_WORKER
  }

  private Roles() {}

  static Definition definition(String yaml, String... codeTools) {
    return DefinitionReader.read("test.yaml", yaml, Map.of(), List.of(codeTools), true)
        .definition();
  }

  /** A task worker that serves the tools of a definition. */
  static TaskWorker taskWorker(Settings settings, Definition definition) {
    return TaskWorker.serving(
        settings, ToolKinds.of(settings).required(definition.toolSpecs()).toArray(Tool[]::new));
  }

  /** Arguments: the role, its definition, and settings. */
  public static void main(String[] args) throws InterruptedException {
    Definition definition = definition(args[1]);
    Settings settings = Settings.of(Arrays.copyOfRange(args, 2, args.length));
    switch (Role.valueOf(args[0])) {
      case TASK_WORKER -> {
        try (TaskWorker worker = taskWorker(settings, definition)) {
          worker.awaitShutdown();
        }
      }
      case AGENT_WORKER -> {
        try (Database database = Database.open(settings.postgres());
            AgentWorker worker =
                AgentWorker.start(
                    settings, definition, database, Map.of(), Toolbox.of(List.of()))) {
          worker.awaitShutdown();
        }
      }
    }
  }
}
