package io.offstage.cli.role;

import io.offstage.cli.console.Running;
import io.offstage.cli.console.Terminal;
import io.offstage.settings.Settings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Runs agents. */
@Command(
    name = "agent-worker",
    description = "Runs the agents of the file in this process: a worker of pool agents")
public final class AgentWorkerCommand extends RoleCommand {

  @Mixin private SampleOption sample;

  @Override
  Running start(Settings settings, Terminal terminal) {
    RunningRole worker = Roles.agentWorker(settings, Served.of(settings, sample.sample, strict()));
    terminal.print("agent-worker %s serves pool agents".formatted(worker.name()));
    return worker;
  }
}
