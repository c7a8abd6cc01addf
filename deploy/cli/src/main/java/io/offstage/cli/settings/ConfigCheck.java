package io.offstage.cli.settings;

import io.offstage.cli.console.ExitCode;
import io.offstage.cli.console.Terminal;
import io.offstage.settings.Settings;
import io.offstage.settings.SettingsException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Reads a file as a role would, and starts nothing. */
@Command(
    name = "check",
    description = "Reads FILE as a role would and names everything that is wrong with it")
final class ConfigCheck implements Callable<Integer> {

  @Parameters(paramLabel = "FILE", description = "Settings and agents, YAML")
  private Path file;

  @Override
  public Integer call() {
    Terminal terminal = Terminal.system();
    try {
      Settings settings = Settings.load(file, System.getenv(), List.of());
      terminal.print(
          "%s: fine; pools: %s"
              .formatted(
                  file, String.join(", ", settings.pools().keySet().stream().sorted().toList())));
      return ExitCode.OK;
    } catch (SettingsException e) {
      e.problems().forEach(terminal::print);
      terminal.say(e.problems().size() == 1 ? "1 problem." : e.problems().size() + " problems.");
      return ExitCode.FAILED;
    }
  }
}
