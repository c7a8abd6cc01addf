package io.offstage.cli.settings;

import io.offstage.agent.definition.AgentDefinition;
import io.offstage.agent.definition.DefinitionException;
import io.offstage.agent.definition.DefinitionReader;
import io.offstage.agent.toolset.Toolsets;
import io.offstage.cli.console.ExitCode;
import io.offstage.cli.console.Terminal;
import io.offstage.settings.Settings;
import io.offstage.settings.SettingsException;
import io.offstage.worker.kind.ToolKinds;
import io.offstage.worker.tool.Toolbox;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Reads a file as a role would, and starts nothing. */
@Command(
    name = "check",
    description = "Reads FILE as a role would and names everything that is wrong with it")
final class ConfigCheck implements Callable<Integer> {

  @Parameters(paramLabel = "FILE", description = "Settings and agents, YAML")
  private Path file;

  @Option(
      names = "--strict",
      description = "What the file says and Offstage does not run is an error, not a warning")
  private boolean strict;

  @Override
  public Integer call() {
    Terminal terminal = Terminal.system();
    try {
      Settings settings = Settings.load(file, System.getenv(), List.of());
      Optional<DefinitionReader.Read> read =
          AgentFile.read(settings, Toolbox.ofClassPath(), strict);
      read.ifPresent(agents -> agents.warnings().forEach(terminal::print));
      read.stream()
          .flatMap(agents -> agents.definition().toolSpecs().stream())
          .map(spec -> ToolKinds.refusal(settings.worker().permissions(), spec))
          .flatMap(Optional::stream)
          .forEach(terminal::print);
      read.stream()
          .flatMap(
              agents ->
                  Toolsets.refusals(settings.worker().permissions(), agents.definition()).stream())
          .forEach(terminal::print);
      terminal.print(
          "%s: fine; pools: %s; agents: %s"
              .formatted(
                  file,
                  String.join(", ", settings.pools().keySet().stream().sorted().toList()),
                  read.map(ConfigCheck::names).orElse("none")));
      return ExitCode.OK;
    } catch (SettingsException e) {
      return refused(terminal, e.problems());
    } catch (DefinitionException e) {
      return refused(terminal, e.problems());
    }
  }

  private static String names(DefinitionReader.Read read) {
    return read.definition().agents().stream()
        .map(AgentDefinition::name)
        .collect(Collectors.joining(", "));
  }

  private static int refused(Terminal terminal, List<String> problems) {
    problems.forEach(terminal::print);
    terminal.say(problems.size() == 1 ? "1 problem." : problems.size() + " problems.");
    return ExitCode.FAILED;
  }
}
