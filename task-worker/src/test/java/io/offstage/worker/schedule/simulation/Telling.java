package io.offstage.worker.schedule.simulation;

import io.offstage.task.Task;
import io.offstage.worker.schedule.Effects;
import io.offstage.worker.schedule.Message;
import io.offstage.worker.schedule.Write;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One message and what it led to, as a line to read. */
final class Telling {

  private Telling() {}

  static String of(
      VirtualWorker worker, Message message, @Nullable CommandRecord record, Decided decided) {
    StringBuilder line = new StringBuilder();
    line.append(worker.now().toString(), 11, worker.now().toString().length() - 1);
    line.append(' ').append(worker.name()).append(' ').append(what(message, record));
    decided.entries().stream()
        .flatMap(entry -> entry.writes().stream())
        .forEach(write -> line.append("\n    writes ").append(written(write)));
    for (Effects.Start start : decided.starts()) {
      line.append("\n    starts ").append(start.id().taskId()).append('#');
      line.append(start.id().attempt()).append(start.onlyWhenDurable() ? " once durable" : "");
    }
    decided
        .interrupts()
        .forEach(id -> line.append("\n    interrupts " + id.taskId() + '#' + id.attempt()));
    decided.readBacks().forEach(what -> line.append("\n    asks for " + what.slots()));
    if (decided.held()) {
      line.append("\n    puts it off");
    }
    return line.toString();
  }

  private static String what(Message message, @Nullable CommandRecord record) {
    return switch (message) {
      case Message.Gained m ->
          "gains %d: live %s, ended %s, durable below %s"
              .formatted(m.partition(), live(m.live()), m.ended(), m.unread());
      case Message.Loaded m -> "loads %d: live %s".formatted(m.partition(), live(m.live()));
      case Message.ReadBack m ->
          "has read back %s of %d: %s"
              .formatted(m.slots(), m.partition(), m.tasks().stream().map(Task::id).toList());
      case Message.Received _ -> "reads " + record;
      case Message.AttemptEnded m ->
          "ended %s#%d: %s".formatted(m.id().taskId(), m.id().attempt(), m.outcome());
      case Message.StepMade m ->
          "step of %s#%d: %s, handled %s"
              .formatted(
                  m.id().taskId(),
                  m.id().attempt(),
                  m.children().stream().map(child -> child.taskId()).toList(),
                  m.handled());
      case Message.Draining m -> "drains " + m.partition();
      case Message.Released m -> "releases " + m.partition();
      case Message.Lost m -> "loses " + m.partition();
      case Message.LimitsChanged m -> "is told the limits " + m.limits().set();
      case Message.Tick _ -> "ticks";
    };
  }

  private static String live(List<Task> tasks) {
    return tasks.stream().map(Telling::state).collect(Collectors.joining(", ", "[", "]"));
  }

  private static String written(Write write) {
    return switch (write) {
      case Write.Snapshot snapshot ->
          snapshot.event().type().wireName().substring("background-task-".length())
              + " "
              + state(snapshot.event().task());
      case Write.Send send ->
          send.command().type() + " for " + send.command().taskId() + " to " + send.to();
      case Write.Refuse refuse -> "refusal: " + refuse.refusal().reason();
      default -> write.toString();
    };
  }

  private static String state(Task task) {
    return "%s v%d %s %s open %s inbox %s"
        .formatted(
            task.id(),
            task.version(),
            task.state(),
            task.attempts(),
            task.family().open().keySet(),
            task.family().inbox().stream().map(end -> end.taskId()).toList());
  }
}
