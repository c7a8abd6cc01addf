package io.offstage.agent.run;

import io.offstage.agent.background.PlannedCall;
import io.offstage.agent.background.PlannedCall.Way;
import io.offstage.task.Family;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The calls of a run as they are carried out, and what has become of their tasks. Part of {@link
 * RunState}; not thread-safe.
 */
final class RunCalls {

  private final Map<String, PlannedCall> calls = new LinkedHashMap<>();
  private final Set<String> dispatched = new HashSet<>();
  private final Set<String> ended = new HashSet<>();
  private final Set<String> told = new HashSet<>();
  private final Set<String> tookIn = new HashSet<>();
  private @Nullable String goesOnFrom;

  void put(PlannedCall call) {
    calls.put(call.toolCallId(), call);
  }

  PlannedCall get(String toolCallId) {
    PlannedCall call = calls.get(toolCallId);
    if (call == null) {
      throw new IllegalStateException("The run's log answers a call that it does not hold");
    }
    return call;
  }

  /** The step with its calls as they are carried out now. */
  Entry.Replied asCarriedOut(Entry.Replied reply) {
    return reply.with(
        reply.calls().stream().map(call -> calls.getOrDefault(call.toolCallId(), call)).toList());
  }

  boolean isDispatched(Entry.Replied step) {
    return dispatched.contains(step.messageId());
  }

  void dispatched(Entry.Replied step) {
    dispatched.add(step.messageId());
  }

  /** Some of its tasks are yet to start. */
  void undispatched(Entry.Replied step) {
    dispatched.remove(step.messageId());
  }

  /** The task of an ended run that this one goes on from. */
  void goesOnFrom(String taskId) {
    goesOnFrom = taskId;
  }

  void ended(String taskId) {
    ended.add(taskId);
  }

  /** These have ended, and an entry tells the model of it. */
  void toldOf(Collection<String> taskIds) {
    ended.addAll(taskIds);
    told.addAll(taskIds);
  }

  boolean hasEnded(String taskId) {
    return ended.contains(taskId);
  }

  /** Whether an entry tells the model of the task's end. */
  boolean hasToldOf(String taskId) {
    return told.contains(taskId);
  }

  /** The log holds the task's result. */
  void tookIn(String taskId) {
    tookIn.add(taskId);
  }

  boolean hasTakenIn(String taskId) {
    return tookIn.contains(taskId);
  }

  /** Whether the model has been told of the task that the run goes on from, if it does from one. */
  boolean hasGoneOn() {
    return goesOnFrom != null && told.contains(goesOnFrom);
  }

  /** Every call so far that has a task. */
  List<PlannedCall> delegated() {
    return calls.values().stream().filter(call -> call.child() != null).toList();
  }

  /** The call whose task this is. */
  Optional<PlannedCall> callOf(String taskId) {
    return calls.values().stream()
        .filter(call -> call.child() != null && call.child().taskId().equals(taskId))
        .findFirst();
  }

  /**
   * Ids of background tasks that have not ended.
   *
   * @param family as of this attempt's start; what has been dispatched since is added
   */
  Set<String> open(Family family) {
    Set<String> open = new HashSet<>(family.open().keySet());
    for (PlannedCall call : calls.values()) {
      if (call.way() == Way.DEFERRED
          && call.child() != null
          && !family.children().contains(call.child().taskId())) {
        open.add(call.child().taskId());
      }
    }
    if (goesOnFrom != null && !family.handedOver()) {
      open.add(goesOnFrom);
    }
    open.removeAll(ended);
    return open;
  }
}
