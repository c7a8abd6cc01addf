package io.offstage.cli.settings;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.offstage.cli.console.FormatOption;
import io.offstage.cli.console.Table;
import io.offstage.cli.console.Terminal;
import io.offstage.settings.Setting;
import io.offstage.settings.Settings;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Lists every setting there is. */
@Command(
    name = "settings",
    description = {
      "Every setting there is: key, type, default, meaning.",
      "In the file the key is a path; as a variable, worker.drain.timeout is"
          + " OFFSTAGE_WORKER_DRAIN_TIMEOUT; as a flag, --set worker.drain.timeout=30s."
    })
public final class SettingsReference implements Runnable {

  @Parameters(
      arity = "0..1",
      paramLabel = "PREFIX",
      description = "Only keys that start so",
      defaultValue = "")
  private String prefix;

  @Mixin private FormatOption format;

  @Override
  public void run() {
    List<Setting> settings =
        Settings.reference().stream().filter(s -> s.key().startsWith(prefix)).toList();
    Terminal terminal = Terminal.system();
    switch (format.chosen()) {
      case TABLE -> {
        Table table = new Table("KEY", "DEFAULT", "TYPE", "MEANING");
        settings.forEach(s -> table.row(s.key(), s.defaultValue(), s.type(), s.description()));
        table.printTo(terminal);
      }
      case JSON -> {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        settings.forEach(
            s ->
                all.addObject()
                    .put("key", s.key())
                    .put("variable", s.variable())
                    .put("type", s.type())
                    .put("default", s.defaultValue())
                    .put("description", s.description()));
        terminal.print(all.toPrettyString());
      }
    }
  }
}
