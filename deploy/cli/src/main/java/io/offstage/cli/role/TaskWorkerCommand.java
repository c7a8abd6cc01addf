package io.offstage.cli.role;

import io.offstage.cli.console.CommandFailed;
import io.offstage.cli.console.ExitCode;
import io.offstage.cli.console.Running;
import io.offstage.cli.console.Terminal;
import io.offstage.settings.Settings;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs the tasks of one pool. */
@Command(
    name = "task-worker",
    description = {
      "Runs the tasks of one pool of tools in this process.",
      "Tools come from the class path (OFFSTAGE_CLASSPATH adds jars to it) and from the file."
    })
public final class TaskWorkerCommand extends RoleCommand {

  @Option(
      names = "--pool",
      paramLabel = "NAME",
      description = "Which pool; else the setting worker.pool")
  private @Nullable String pool;

  @Mixin private SampleOption sample;

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
    RunningRole worker =
        Roles.taskWorker(settings, served, Served.of(settings, sample.sample, strict()));
    terminal.print("task-worker %s serves pool %s".formatted(worker.name(), served));
    return worker;
  }
}
