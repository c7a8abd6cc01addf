package io.offstage.cli.role;

import io.offstage.cli.console.CommandFailed;
import io.offstage.cli.console.ExitCode;
import io.offstage.cli.console.Running;
import io.offstage.cli.console.Terminal;
import io.offstage.settings.Settings;
import io.offstage.worker.TaskWorker;
import io.offstage.worker.attempt.Handlers;
import io.offstage.worker.tool.Toolbox;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the tasks of one pool. */
@Command(name = "task-worker", description = "Runs the tasks of one pool of tools in this process")
public final class TaskWorkerCommand extends RoleCommand {

  @Option(
      names = "--pool",
      paramLabel = "NAME",
      description = "Which pool; else the setting worker.pool")
  private @Nullable String pool;

  @Override
  Running start(Settings settings, Terminal terminal) {
    String served = pool == null ? settings.worker().pool() : pool;
    if (!settings.pools().containsKey(served)) {
      throw new CommandFailed(
          ExitCode.USAGE,
          "no pool %s in the settings; there are %s"
              .formatted(served, settings.pools().keySet().stream().sorted().toList()),
          null);
    }
    Toolbox tools = Toolbox.ofClassPath();
    TaskWorker worker = TaskWorker.start(settings, served, Handlers.of(tools), null);
    terminal.print("task-worker %s serves pool %s".formatted(worker.name(), served));
    return RunningRole.of(
        worker::close,
        () -> {
          worker.awaitShutdown();
          return true;
        });
  }
}
