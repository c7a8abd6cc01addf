package io.offstage.cli;

import io.offstage.cli.console.ExitCode;
import io.offstage.cli.console.Terminal;
import io.offstage.cli.demo.DemoCommand;
import io.offstage.cli.remote.AgentsCommand;
import io.offstage.cli.remote.LimitsCommand;
import io.offstage.cli.remote.OutputCommand;
import io.offstage.cli.remote.TasksCommand;
import io.offstage.cli.role.AgentWorkerCommand;
import io.offstage.cli.role.DevCommand;
import io.offstage.cli.role.GatewayCommand;
import io.offstage.cli.role.InfraCommand;
import io.offstage.cli.role.MaterializerCommand;
import io.offstage.cli.role.TaskWorkerCommand;
import io.offstage.cli.settings.ConfigCommand;
import io.offstage.cli.settings.SettingsReference;
import io.offstage.cli.topic.TopicsCommand;
import java.util.ServiceLoader;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** {@code offstage}: finds the command and runs it. */
@Command(
    name = "offstage",
    description = "Durable, distributed background tasks for AI agents, on Apache Kafka.",
    subcommands = {
      DemoCommand.class,
      DevCommand.class,
      InfraCommand.class,
      TaskWorkerCommand.class,
      AgentWorkerCommand.class,
      GatewayCommand.class,
      MaterializerCommand.class,
      TopicsCommand.class,
      ConfigCommand.class,
      SettingsReference.class,
      AgentsCommand.class,
      TasksCommand.class,
      LimitsCommand.class,
      OutputCommand.class,
    },
    footer = {
      "",
      "Exit codes: 0 done, 1 failed, 2 wrong usage, 124 timed out, 130 and 143 signals.",
      "Settings: --config FILE or OFFSTAGE_CONFIG, then OFFSTAGE_... variables, then --set.",
      "Client commands: --url or OFFSTAGE_URL (http://127.0.0.1:4111), key in OFFSTAGE_API_KEY."
    })
public final class Offstage {

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Shows this help")
  boolean help;

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Shows where a failure came from")
  private boolean debug;

  private Offstage() {}

  public static void main(String[] args) {
    System.setProperty("logback.configurationFile", "logback.xml");
    System.exit(run(args));
  }

  /** Runs one command in this process; its exit code. */
  public static int run(String... args) {
    return commandLine().execute(args);
  }

  /** Every command, those of other modules too. */
  static CommandLine commandLine() {
    Offstage offstage = new Offstage();
    CommandLine commandLine = new CommandLine(offstage);
    for (SubcommandProvider provider : ServiceLoader.load(SubcommandProvider.class)) {
      commandLine.addSubcommand(provider.command());
    }
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    Failures failures = new Failures(Terminal.system(), () -> offstage.debug);
    commandLine.setParameterExceptionHandler(failures::wrongUsage);
    commandLine.setExecutionExceptionHandler(failures::failed);
    commandLine.setExecutionStrategy(Offstage::execute);
    return commandLine;
  }

  /** A command that only has subcommands shows them. */
  private static int execute(CommandLine.ParseResult parsed) {
    CommandLine.ParseResult last = parsed;
    while (last.hasSubcommand()) {
      last = last.subcommand();
    }
    CommandLine command = last.commandSpec().commandLine();
    if (!last.isUsageHelpRequested()
        && !(command.getCommand() instanceof Runnable)
        && !(command.getCommand() instanceof java.util.concurrent.Callable)) {
      command.usage(command.getErr());
      return ExitCode.USAGE;
    }
    return new CommandLine.RunLast().execute(parsed);
  }
}
