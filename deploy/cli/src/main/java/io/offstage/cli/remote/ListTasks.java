package io.offstage.cli.remote;

import io.offstage.cli.console.FormatOption;
import io.offstage.cli.console.Terminal;
import io.offstage.client.OffstageClient;
import io.offstage.client.TaskPage;
import io.offstage.client.TaskQuery;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows tasks, the newest first. */
@Command(name = "list", description = "Shows tasks, the newest first")
final class ListTasks implements Runnable {

  @Mixin private GatewayOptions gateway;
  @Mixin private FormatOption format;
  @Mixin private TaskFilterOptions filter;

  @Option(
      names = "--status",
      paramLabel = "STATUS",
      description = "pending, running, suspended, completed, failed, cancelled or timed_out")
  private @Nullable String status;

  @Option(names = "--tool", paramLabel = "NAME", description = "Of this tool")
  private @Nullable String tool;

  @Option(
      names = "--page",
      paramLabel = "N",
      defaultValue = "0",
      description = "Which page, from 0")
  private int page;

  @Option(names = "--per-page", paramLabel = "N", defaultValue = "50", description = "Its length")
  private int perPage;

  @Override
  public void run() {
    TaskQuery query = filter.query().newestFirst().page(page, perPage);
    query = status == null ? query : query.with("status", status);
    query = tool == null ? query : query.tool(tool);
    try (OffstageClient client = gateway.connect()) {
      Terminal terminal = Terminal.system();
      TaskPage found = client.listTasks(query);
      new TaskPrinter(terminal, format.isJson()).many(found.tasks());
      terminal.say(found.tasks().size() + " of " + found.total() + ".");
    }
  }
}
