package io.offstage.cli.role;

import io.offstage.agent.AgentWorker;
import io.offstage.agent.definition.Definition;
import io.offstage.settings.Settings;
import io.offstage.store.Database;
import io.offstage.worker.TaskWorker;
import io.offstage.worker.attempt.Handlers;
import io.offstage.worker.kind.ToolKinds;
import io.offstage.worker.schedule.Orphans;
import io.offstage.worker.tool.Hook;
import java.time.Duration;

/** Starts workers in this process. */
final class Roles {

  private static final Duration POSTGRES_PATIENCE = Duration.ofSeconds(60);

  private Roles() {}

  static RunningRole taskWorker(Settings settings, String pool, Served served) {
    ToolKinds kinds = ToolKinds.of(settings);
    try {
      TaskWorker worker =
          TaskWorker.start(
              settings,
              pool,
              served.handlers(settings, pool, kinds).orElse(Handlers.ofHooks(Hook.ofClassPath())),
              Orphans.DROPPED,
              served.limits());
      return RunningRole.of(
          worker.name(),
          () -> {
            worker.close();
            kinds.close();
          },
          worker::awaitShutdown);
    } catch (RuntimeException e) {
      kinds.close();
      throw e;
    }
  }

  static RunningRole agentWorker(Settings settings, Served served) {
    Definition agents = served.requiredAgents();
    Database database = Database.open(settings.postgres());
    try {
      database.migrate(POSTGRES_PATIENCE);
      AgentWorker worker =
          AgentWorker.start(settings, agents, database, System.getenv(), served.code());
      return RunningRole.of(
          worker.name(),
          () -> {
            worker.close();
            database.close();
          },
          worker::awaitShutdown);
    } catch (RuntimeException e) {
      database.close();
      throw e;
    }
  }
}
