package io.offstage.cli.remote;

import io.offstage.cli.console.Style;
import io.offstage.cli.console.Table;
import io.offstage.cli.console.Terminal;
import io.offstage.client.BackgroundTask;
import io.offstage.task.RawJson;
import io.offstage.task.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Tasks as people and programs read them. */
record TaskPrinter(Terminal terminal, boolean json) {

  void one(BackgroundTask task) {
    if (json) {
      terminal.print(JsonArgument.pretty(task.json()));
      return;
    }
    field("id", task.id());
    field("status", terminal.styled(style(task.status()), task.status().wireName()));
    field("waits", task.waitReason());
    field("tool", task.toolName());
    field("agent", task.agentId());
    field("resource", task.scope().resourceId());
    field("thread", task.scope().threadId());
    field("created", task.times().created());
    field("started", task.times().started());
    field("completed", task.times().completed());
    field("error", task.error() == null ? null : task.error().message());
    field("result", task.result());
  }

  private void field(String name, @Nullable Object value) {
    if (value != null) {
      String text = Terminal.harmless(value instanceof RawJson r ? r.text() : value.toString());
      // What we styled ourselves must stay.
      terminal.print(
          terminal.styled(Style.FAINT, "%-10s".formatted(name))
              + " "
              + (name.equals("status") ? value : text));
    }
  }

  void many(List<BackgroundTask> tasks) {
    if (json) {
      terminal.print(
          JsonArgument.pretty(
              new RawJson(
                  tasks.stream()
                      .map(task -> task.json().text())
                      .collect(Collectors.joining(",", "[", "]")))));
      return;
    }
    Table table = new Table("ID", "STATUS", "TOOL", "AGENT", "CREATED", "TOOK");
    for (BackgroundTask task : tasks) {
      table.row(
          task.id(),
          task.status().wireName(),
          task.toolName(),
          task.agentId(),
          String.valueOf(task.times().created()),
          took(task.times()));
    }
    table.printTo(terminal);
  }

  private static String took(BackgroundTask.Times times) {
    Instant started = times.started();
    Instant completed = times.completed();
    return started == null || completed == null
        ? ""
        : seconds(Duration.between(started, completed));
  }

  static String seconds(Duration duration) {
    return "%.1f s".formatted(duration.toMillis() / 1_000.0);
  }

  private static Style style(TaskStatus status) {
    return switch (status) {
      case COMPLETED -> Style.GREEN;
      case FAILED, TIMED_OUT -> Style.RED;
      case PENDING, RUNNING -> Style.CYAN;
      case SUSPENDED, CANCELLED -> Style.YELLOW;
    };
  }
}
