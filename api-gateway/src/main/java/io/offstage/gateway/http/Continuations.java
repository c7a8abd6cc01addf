package io.offstage.gateway.http;

import io.offstage.gateway.http.Verdicts.Verdict;
import io.offstage.gateway.stream.JsonObject;
import io.offstage.gateway.stream.RunFeed;
import io.offstage.gateway.tail.Interest;
import io.offstage.gateway.tail.Subscription;
import io.offstage.store.StoredTask;
import io.offstage.task.RawJson;
import io.offstage.task.Task;
import io.offstage.task.TaskStart;
import io.offstage.topic.Command;
import io.offstage.topic.CommandRefused;
import io.offstage.topic.ConcurrencyKeys;
import io.offstage.topic.MalformedRecord;
import io.offstage.topic.PoolRules;
import java.util.Optional;
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

  /** Whether a run has a thread to go on in. */
  static boolean mayGoOn(Task run) {
    return run.start().origin().scope().hasMemory()
        && run.start().placement().concurrencyKey().startsWith(ConcurrencyKeys.THREAD_PREFIX);
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
            new Interest(
                java.util.Set.of(),
                null,
                null,
                run.start().origin().scope().threadId(),
                run.start().origin().scope().resourceId(),
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

  private TaskStart start(Task run, String taskId, boolean untilIdle) {
    String id = starts.newId();
    String oldId = run.id();
    JsonObject args =
        new JsonObject()
            .put("agent", run.start().origin().agentId())
            .put("untilIdle", true)
            .put(
                "continued",
                new JsonObject().put("runId", oldId).put("taskId", taskId).put("once", !untilIdle));
    String record =
        new JsonObject()
            .put("type", Command.Start.TYPE)
            .put("taskId", id)
            .put("toolName", PoolRules.RUN_TOOL)
            .put("agentId", run.start().origin().agentId())
            .put("runId", id)
            .put("threadId", run.start().origin().scope().threadId())
            .put("resourceId", run.start().origin().scope().resourceId())
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
