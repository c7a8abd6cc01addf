package io.offstage.agent.run;

import io.offstage.agent.background.ChildStarts;
import io.offstage.agent.background.ControlTool;
import io.offstage.agent.background.PlannedCall;
import io.offstage.agent.control.Answer;
import io.offstage.agent.control.Caller;
import io.offstage.agent.control.Controls;
import io.offstage.agent.control.OwnTask;
import io.offstage.task.Task;
import io.offstage.task.TaskState;
import io.offstage.worker.attempt.Attempt;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** What a run knows of the tasks of its agent, for its calls of control tools. Not thread-safe. */
final class OwnTasks {

  private final Attempt attempt;
  private final Task run;
  private final Controls controls;
  private final RunState state;
  private final ChildStarts starts;
  private final ToldEnds ends;

  /**
   * For one attempt.
   *
   * @param ends what the run has been told of
   */
  OwnTasks(Attempt attempt, Controls controls, RunState state, ChildStarts starts, ToldEnds ends) {
    this.attempt = attempt;
    this.run = attempt.task();
    this.controls = controls;
    this.state = state;
    this.starts = starts;
    this.ends = ends;
  }

  /**
   * Carries a call out, or says what it waits for.
   *
   * @param made when the model made it
   * @param since when the run did something last
   */
  Answer ask(PlannedCall call, Instant made, Instant since) throws InterruptedException {
    return controls.carryOut(
        ControlTool.ofName(call.tool()).orElseThrow(), call, made, since, caller());
  }

  /**
   * The calls of a step as they can be carried out: those whose tasks the run has no room for are
   * refused.
   */
  List<PlannedCall> fitting(List<PlannedCall> calls) {
    List<PlannedCall> delegated = calls.stream().filter(call -> call.child() != null).toList();
    if (delegated.isEmpty()) {
      return calls;
    }
    Map<String, String> refusals = attempt.refusals(delegated.stream().map(starts::of).toList());
    return calls.stream()
        .map(
            call -> {
              String why = call.child() == null ? null : refusals.get(call.child().taskId());
              return why == null ? call : call.refused(why);
            })
        .toList();
  }

  /** When any of these last put something out. */
  Optional<Instant> lastOutput(Set<String> ids) throws InterruptedException {
    return controls.lastOutput(ids, run.start().origin().scope());
  }

  /** How many tasks of docker-agent's kind run. */
  int runningAgents() throws InterruptedException {
    return controls.runningAgents(caller());
  }

  private Caller caller() {
    Map<String, OwnTask> own = new HashMap<>();
    for (PlannedCall call : state.calls().delegated()) {
      String id = Objects.requireNonNull(call.child()).taskId();
      boolean handled = state.calls().hasEnded(id);
      own.put(id, new OwnTask(starts.of(call), call.tool(), handled, ends.find(id)));
    }
    return new Caller(
        run.start().origin().agentId(),
        run.start().origin().scope(),
        run.id(),
        own,
        run.start().lineage().trace());
  }

  /** The wait of a run for the tasks of awaited calls, and for whatever control calls wait for. */
  static TaskState.Waiting waiting(Set<String> awaited, List<Answer.NotYet> notYet) {
    if (notYet.isEmpty()) {
      return new TaskState.Waiting(awaited, true, null);
    }
    Set<String> ids = new HashSet<>(awaited);
    notYet.forEach(one -> ids.addAll(one.tasks()));
    Instant first = notYet.stream().map(Answer.NotYet::until).min(Instant::compareTo).orElseThrow();
    boolean all = awaited.isEmpty() && notYet.size() == 1 && notYet.getFirst().all();
    return new TaskState.Waiting(ids, all, first);
  }
}
