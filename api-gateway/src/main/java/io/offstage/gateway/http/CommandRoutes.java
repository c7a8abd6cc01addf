package io.offstage.gateway.http;

import io.offstage.gateway.http.Verdicts.Verdict;
import io.offstage.gateway.stream.JsonObject;
import io.offstage.store.StoredTask;
import io.offstage.task.Lineage;
import io.offstage.task.Position;
import io.offstage.task.RawJson;
import io.offstage.task.Task;
import io.offstage.task.TaskStart;
import io.offstage.task.TaskStatus;
import io.offstage.task.ToolCall;
import io.offstage.topic.Command;
import io.offstage.topic.CommandRefused;
import io.offstage.topic.JsonFields;
import io.offstage.topic.LifecycleEvent;
import io.offstage.topic.MalformedRecord;
import io.offstage.topic.TaskJson;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * {@code POST /background-tasks/{id}/cancel} and {@code …/resume}: a command to the task's owner,
 * and its verdict if it comes in time: 200 with the task, 409 with the reason, else 202. {@code
 * …/redrive} starts an ended task anew.
 */
final class CommandRoutes {

  private final TaskRoutes tasks;
  private final Verdicts verdicts;
  private final Starts starts;
  private final Rows rows;
  private final Sse sse;

  CommandRoutes(TaskRoutes tasks, Verdicts verdicts, Starts starts, Rows rows, Sse sse) {
    this.tasks = tasks;
    this.verdicts = verdicts;
    this.starts = starts;
    this.rows = rows;
    this.sse = sse;
  }

  void cancel(Call call) throws InterruptedException {
    Command.Cancel cancel;
    try {
      JsonFields body = body(call);
      cancel =
          new Command.Cancel(
              call.path("id"),
              UUID.randomUUID().toString(),
              body.string("reason"),
              call.who().name(),
              body.bool("subtree", true));
    } catch (MalformedRecord e) {
      throw Problem.body(e);
    }
    command(call, cancel, cancel.commandId());
  }

  void resume(Call call) throws InterruptedException {
    Command.Resume resume;
    try {
      RawJson data = body(call).raw("resumeData");
      resume =
          new Command.Resume(
              call.path("id"),
              UUID.randomUUID().toString(),
              Objects.requireNonNullElse(data, RawJson.EMPTY_OBJECT));
    } catch (MalformedRecord e) {
      throw Problem.body(e);
    }
    command(call, resume, resume.commandId());
  }

  private static JsonFields body(Call call) throws MalformedRecord {
    byte[] body = call.body();
    return JsonFields.of(body.length == 0 ? "{}".getBytes(StandardCharsets.UTF_8) : body);
  }

  private void command(Call call, Command command, String commandId) throws InterruptedException {
    StoredTask task = tasks.find(call);
    Optional<Verdict> verdict = verdicts.send(task, command, commandId, call.trace());
    switch (verdict.orElse(null)) {
      case null ->
          call.json(
              202,
              new JsonObject()
                  .put("taskId", command.taskId())
                  .put("commandId", commandId)
                  .put("status", "accepted")
                  .toString());
      case Verdict.Accepted(LifecycleEvent event) ->
          call.json(200, TaskJson.of(event.task()).text());
      case Verdict.Refused(CommandRefused refused) -> throw Problem.of(409, refused.reason());
    }
  }

  /**
   * Starts an ended task again as a new one, perhaps with other arguments. The new one belongs to
   * nobody's run: whoever waited for the old one has been told of its end.
   */
  void redrive(Call call) throws InterruptedException {
    RawJson args;
    try {
      args = body(call).rawObject("args");
    } catch (MalformedRecord e) {
      throw Problem.body(e);
    }
    StoredTask row = tasks.find(call);
    if (TaskStatus.ofWireName(row.status()).filter(TaskStatus::isTerminal).isEmpty()) {
      throw Problem.of(
          409, "Task %s has not ended (status: %s)".formatted(row.key().id(), row.status()));
    }
    TaskStart old = rows.task(row).start();
    ToolCall asked = old.call();
    TaskStart again =
        new TaskStart(
            starts.newId(),
            args == null ? asked : new ToolCall(asked.toolName(), asked.toolCallId(), args),
            old.origin(),
            old.placement(),
            old.policy(),
            new Lineage(null, old.taskId(), null, old.lineage().hooks(), null),
            sse.clock().instant(),
            old.extra());
    try {
      starts.checkArgs(again);
    } catch (MalformedRecord e) {
      throw Problem.body(e);
    }
    Position at = Commands.await(starts.append(again, call.trace()));
    call.response().header("Location", "/api/background-tasks/" + again.taskId());
    call.json(202, TaskJson.of(Task.begin(again, at)).text());
  }
}
