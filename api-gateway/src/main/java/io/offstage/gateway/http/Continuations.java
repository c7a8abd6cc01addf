package io.offstage.gateway.http;

import io.offstage.gateway.http.Verdicts.Verdict;
import io.offstage.gateway.stream.JsonObject;
import io.offstage.gateway.stream.RunFeed;
import io.offstage.gateway.tail.Interest;
import io.offstage.gateway.tail.Subscription;
import io.offstage.store.StoredTask;
import io.offstage.task.MemoryScope;
import io.offstage.task.RawJson;
import io.offstage.task.Task;
import io.offstage.task.TaskStart;
import io.offstage.topic.Command;
import io.offstage.topic.CommandRefused;
import io.offstage.topic.ConcurrencyKeys;
import io.offstage.topic.JsonFields;
import io.offstage.topic.MalformedRecord;
import io.offstage.topic.PoolRules;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Goes on with a suspended task of an ended run: a run is started that waits for the task and
 * speaks under the old one's name; then the task is resumed.
 */
final class Continuations {

  private final Starts starts;
  private final Commands commands;
  private final Verdicts verdicts;
  private final Sse sse;

  Continuations(Starts starts, Commands commands, Verdicts verdicts, Sse sse) {
    this.starts = starts;
    this.commands = commands;
    this.verdicts = verdicts;
    this.sse = sse;
  }

  /** Whether nobody but its user waited for a run; of any other, another run has heard the end. */
  static boolean mayGoOn(Task run) {
    return run.start().placement().concurrencyKey().startsWith(ConcurrencyKeys.THREAD_PREFIX);
  }

  /** The task that a run goes on from, if it is one that goes on. */
  static Optional<String> goesOnFrom(Task run) {
    if (run.start().lineage().continuationOf() == null) {
      return Optional.empty();
    }
    try {
      JsonFields continued =
          JsonFields.of(run.start().call().args().text().getBytes(StandardCharsets.UTF_8))
              .object("continued");
      return Optional.ofNullable(continued == null ? null : continued.string("taskId"));
    } catch (MalformedRecord e) {
      return Optional.empty();
    }
  }

  /**
   * Goes on.
   *
   * @param run ended
   * @param suspended its task
   * @param untilIdle whether the new run goes on until nothing runs
   * @return what comes of both; 409 if the task's owner refuses
   */
  RunFeed begin(Call call, Task run, StoredTask suspended, RawJson data, boolean untilIdle)
      throws InterruptedException {
    TaskStart start = start(run, suspended.key().id(), untilIdle);
    Subscription subscription =
        sse.subscribe(
            Interest.inRuns(
                Set.of(run.id(), start.taskId()),
                run.start().origin().scope(),
                call.who().confinedTo()));
    boolean begun = false;
    try {
      // It is there before the task can end: so it hears of that.
      Commands.await(starts.append(start, call.trace()));
      resume(call, suspended, start, data);
      begun = true;
      return RunFeed.continuing(subscription, start.taskId(), suspended.key().id(), sse.clock());
    } finally {
      if (!begun) {
        subscription.close();
      }
    }
  }

  private void resume(Call call, StoredTask suspended, TaskStart start, RawJson data)
      throws InterruptedException {
    String commandId = UUID.randomUUID().toString();
    Optional<Verdict> verdict =
        verdicts.send(
            suspended,
            new Command.Resume(suspended.key().id(), commandId, data),
            commandId,
            call.trace());
    if (verdict.orElse(null) instanceof Verdict.Refused(CommandRefused refused)) {
      Commands.await(
          commands.toKeyOf(
              start,
              new Command.Cancel(
                  start.taskId(), UUID.randomUUID().toString(), refused.reason(), null, false),
              call.trace()));
      throw Problem.of(409, refused.reason());
    }
  }

  /** Of the old run's key, so that the same owner hears of its tasks' ends, and of its run. */
  private TaskStart start(Task run, String taskId, boolean untilIdle) {
    String id = starts.newId();
    String oldId = run.id();
    MemoryScope scope = run.start().origin().scope();
    JsonObject args =
        new JsonObject()
            .put("agent", run.start().origin().agentId())
            .put("untilIdle", true)
            .put(
                "continued",
                new JsonObject()
                    .put("runId", oldId)
                    .put("taskId", taskId)
                    .put("once", !(untilIdle && scope.hasMemory())));
    String record =
        new JsonObject()
            .put("type", Command.Start.TYPE)
            .put("taskId", id)
            .put("toolName", PoolRules.RUN_TOOL)
            .put("agentId", run.start().origin().agentId())
            .put("runId", oldId)
            .put("threadId", scope.threadId())
            .put("resourceId", scope.resourceId())
            .put("concurrencyKey", run.start().placement().concurrencyKey())
            .put("continuationOf", oldId)
            .raw("args", args.toString())
            .toString();
    try {
      return starts.read(PoolRules.AGENTS, record);
    } catch (MalformedRecord e) {
      throw new IllegalStateException("A run cannot go on from run " + oldId, e);
    }
  }
}
