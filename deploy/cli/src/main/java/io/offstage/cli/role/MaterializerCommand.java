package io.offstage.cli.role;

import io.offstage.cli.console.Running;
import io.offstage.cli.console.Terminal;
import io.offstage.settings.Settings;
import picocli.CommandLine.Command;

/** Keeps the read model. */
@Command(name = "materializer", description = "Folds the log into Postgres in this process")
public final class MaterializerCommand extends RoleCommand {

  @Override
  Running start(Settings settings, Terminal terminal) {
    MaterializerRole materializer = MaterializerRole.start(settings);
    terminal.print("materializer writes to " + settings.postgres().publicUrl());
    return materializer;
  }
}
