package io.offstage.cli.remote;

import io.offstage.cli.console.FormatOption;
import io.offstage.cli.console.Table;
import io.offstage.cli.console.Terminal;
import io.offstage.client.OffstageClient;
import io.offstage.client.TaskTrace;
import java.util.Objects;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows what happened to a task and below it. */
@Command(
    name = "trace",
    description = "Shows what happened to a task and to all tasks below it, in the order of time")
final class TraceTask implements Runnable {

  @Mixin private GatewayOptions gateway;
  @Mixin private FormatOption format;

  @Parameters(paramLabel = "ID", description = "The task, or the run")
  private String id;

  @Override
  public void run() {
    Terminal terminal = Terminal.system();
    try (OffstageClient client = gateway.connect()) {
      TaskTrace trace = client.trace(id);
      if (format.isJson()) {
        trace.events().forEach(event -> terminal.print(event.json().text()));
      } else {
        print(terminal, trace);
      }
    }
  }

  private static void print(Terminal terminal, TaskTrace trace) {
    Table table = new Table("AT", "TASK", "TOOL", "WHAT", "");
    for (TaskTrace.Event event : trace.events()) {
      table.row(
          event.at().toString(),
          event.taskId(),
          event.toolName(),
          event.type(),
          Objects.requireNonNullElse(event.text(), ""));
    }
    table.printTo(terminal);
    TaskTrace.Usage usage = trace.usage();
    if (usage.totalTokens() > 0) {
      terminal.say(
          "%d tokens: %d in, %d out"
              .formatted(usage.totalTokens(), usage.inputTokens(), usage.outputTokens()));
    }
    if (!trace.complete()) {
      terminal.say("Not all of it: there was too much, or the log no longer holds the output.");
    }
  }
}
