package io.offstage.cli.role;

import io.offstage.cli.console.ExitCode;
import io.offstage.cli.console.Running;
import io.offstage.cli.console.Terminal;
import io.offstage.cli.settings.Logging;
import io.offstage.cli.settings.SettingsOptions;
import io.offstage.cli.settings.Tracing;
import io.offstage.settings.Settings;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What all commands have that run one role in this process. */
abstract class RoleCommand implements Callable<Integer> {

  @Mixin private SettingsOptions settings;

  @Spec private CommandSpec spec;

  @Override
  public final Integer call() throws Exception {
    Settings loaded = settings.load();
    Logging.ofRole(loaded.telemetry());
    Terminal terminal = Terminal.system();
    int code;
    try (Tracing _ = Tracing.start("offstage-" + spec.name(), System.getenv())) {
      code = Running.untilStopped(terminal, () -> start(loaded, terminal));
    }
    return code == ExitCode.TERMINATED ? ExitCode.OK : code;
  }

  /** Whether what the file says and is not run is refused. */
  final boolean strict() {
    return settings.strict();
  }

  /** Returns when it runs, having said so in one line on standard output. */
  abstract Running start(Settings settings, Terminal terminal);
}
