package io.offstage.cli.remote;

import com.fasterxml.jackson.databind.JsonNode;
import io.offstage.cli.console.FormatOption;
import io.offstage.cli.console.Table;
import io.offstage.cli.console.Terminal;
import io.offstage.client.OffstageClient;
import io.offstage.task.RawJson;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows the agents there are. */
@Command(name = "list", description = "Shows the agents there are")
final class ListAgents implements Runnable {

  @Mixin private GatewayOptions gateway;
  @Mixin private FormatOption format;

  @Override
  public void run() {
    Terminal terminal = Terminal.system();
    try (OffstageClient client = gateway.connect()) {
      RawJson agents = client.agents();
      if (format.isJson()) {
        terminal.print(JsonArgument.pretty(agents));
        return;
      }
      Table table = new Table("ID", "MODEL", "TOOLS", "AGENTS", "DESCRIPTION");
      JsonArgument.tree(agents)
          .properties()
          .forEach(
              entry -> {
                JsonNode agent = entry.getValue();
                table.row(
                    entry.getKey(),
                    agent.path("modelId").asText(""),
                    names(agent.path("tools")),
                    names(agent.path("agents")),
                    agent.path("description").asText(""));
              });
      table.printTo(terminal);
    }
  }

  private static String names(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return String.join(",", names);
  }
}
