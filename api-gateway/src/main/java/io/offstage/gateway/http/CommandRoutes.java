package io.offstage.gateway.http;

import io.offstage.gateway.stream.JsonObject;
import io.offstage.gateway.tail.Interest;
import io.offstage.gateway.tail.LifecycleRecord;
import io.offstage.gateway.tail.OutputEntry;
import io.offstage.gateway.tail.Subscription;
import io.offstage.gateway.tail.TailEvent;
import io.offstage.store.StoredTask;
import io.offstage.task.RawJson;
import io.offstage.topic.Command;
import io.offstage.topic.CommandRefused;
import io.offstage.topic.JsonFields;
import io.offstage.topic.LifecycleEvent;
import io.offstage.topic.MalformedRecord;
import io.offstage.topic.OutputCodec;
import io.offstage.topic.TaskJson;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * {@code POST /background-tasks/{id}/cancel} and {@code …/resume}: a command to the task's owner,
 * and its verdict if it comes in time: 200 with the task, 409 with the reason, else 202.
 */
final class CommandRoutes {

  private final TaskRoutes tasks;
  private final Commands commands;
  private final Sse sse;
  private final Duration patience;

  CommandRoutes(TaskRoutes tasks, Commands commands, Sse sse, Duration patience) {
    this.tasks = tasks;
    this.commands = commands;
    this.sse = sse;
    this.patience = patience;
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
    try (Subscription verdicts = sse.subscribe(Interest.inTasks(Set.of(command.taskId())))) {
      Commands.await(
          commands.append(
              task.key().pool(),
              task.key().partition(),
              concurrencyKey(task),
              command,
              call.header("traceparent").orElse(null)));
      Optional<Verdict> verdict = await(verdicts, commandId);
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
  }

  private static String concurrencyKey(StoredTask task) {
    try {
      return JsonFields.of(task.document().getBytes(StandardCharsets.UTF_8))
          .requiredString("concurrencyKey");
    } catch (MalformedRecord e) {
      throw new IllegalStateException("The row of task " + task.key() + " is no snapshot", e);
    }
  }

  private sealed interface Verdict {
    record Accepted(LifecycleEvent event) implements Verdict {}

    record Refused(CommandRefused refused) implements Verdict {}
  }

  private Optional<Verdict> await(Subscription verdicts, String commandId)
      throws InterruptedException {
    Instant deadline = sse.clock().instant().plus(patience);
    while (!verdicts.isOver()) {
      TailEvent event = verdicts.poll(Duration.between(sse.clock().instant(), deadline));
      Optional<Verdict> verdict =
          switch (event) {
            case null -> Optional.empty();
            case LifecycleRecord snapshot ->
                snapshot
                    .event()
                    .filter(e -> commandId.equals(e.cause()))
                    .map(Verdict.Accepted::new);
            case OutputEntry output ->
                output
                    .content()
                    .flatMap(
                        content ->
                            content instanceof OutputCodec.Content.Refusal(CommandRefused refused)
                                    && refused.commandId().equals(commandId)
                                ? Optional.of(new Verdict.Refused(refused))
                                : Optional.empty());
          };
      if (event == null || verdict.isPresent()) {
        return verdict;
      }
    }
    return Optional.empty();
  }
}
