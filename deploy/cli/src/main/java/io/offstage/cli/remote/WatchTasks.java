package io.offstage.cli.remote;

import io.offstage.cli.console.FormatOption;
import io.offstage.cli.console.Terminal;
import io.offstage.client.ChunkStream;
import io.offstage.client.OffstageClient;
import io.offstage.client.TaskQuery;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows what happens to tasks, until Ctrl-C. */
@Command(name = "watch", description = "Shows what happens to tasks as it happens, until Ctrl-C")
final class WatchTasks implements Runnable {

  @Mixin private GatewayOptions gateway;
  @Mixin private FormatOption format;
  @Mixin private TaskFilterOptions filter;

  @Option(names = "--task", paramLabel = "ID", description = "This task alone")
  private @Nullable String task;

  @Override
  public void run() {
    TaskQuery query = task == null ? filter.query() : filter.query().task(task);
    Terminal terminal = Terminal.system();
    EventLine line = new EventLine(terminal);
    try (OffstageClient client = gateway.connect();
        ChunkStream events = client.watch(query)) {
      events.forEach(
          chunk -> terminal.print(format.isJson() ? chunk.json().text() : line.of(chunk)));
    }
  }
}
