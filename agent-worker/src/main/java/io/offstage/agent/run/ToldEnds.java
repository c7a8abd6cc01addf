package io.offstage.agent.run;

import io.offstage.agent.background.PlannedCall;
import io.offstage.agent.model.Usage;
import io.offstage.topic.FinishedChild;
import io.offstage.worker.attempt.Attempt;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The ends of tasks that an attempt at a run has been told of: each goes into memory, into the
 * run's log, and is reported as handled with the next move. Part of {@link RunLoop}; not
 * thread-safe.
 */
final class ToldEnds {

  private final boolean untilIdle;
  private final RunCalls calls;
  private final Conversation conversation;
  private final Story story;
  private final Teller teller;
  private final UsageBelow below;
  private final Map<String, FinishedChild> finished = new HashMap<>();
  private final Set<String> toHandle = new HashSet<>();

  /**
   * Nothing yet.
   *
   * @param untilIdle whether a later turn is to hear of what no call waits for
   */
  ToldEnds(
      boolean untilIdle,
      RunCalls calls,
      Conversation conversation,
      Story story,
      Teller teller,
      UsageBelow below) {
    this.untilIdle = untilIdle;
    this.calls = calls;
    this.conversation = conversation;
    this.story = story;
    this.teller = teller;
    this.below = below;
  }

  /** What the attempt was told, once the run's log has been caught up with. */
  void takeAll(Attempt attempt, RunState state) throws InterruptedException {
    for (FinishedChild child : attempt.finishedChildren()) {
      finished.put(child.taskId(), child);
      if (calls.hasEnded(child.taskId())) {
        handle(child);
      } else if (!state.step().isUnjudged(child.taskId())) {
        takeIn(child);
      }
    }
  }

  @Nullable FinishedChild find(String taskId) {
    return finished.get(taskId);
  }

  /** One that is known to have ended. */
  FinishedChild get(String taskId) {
    return Objects.requireNonNull(finished.get(taskId));
  }

  /** Ends that the log does not have, the earliest first. */
  List<FinishedChild> news() {
    return finished.values().stream()
        .filter(child -> !calls.hasEnded(child.taskId()))
        .sorted(Comparator.comparing(FinishedChild::completedAt))
        .toList();
  }

  /** A plain stream has the result in memory at once; until idle, it is for the next turn. */
  void takeIn(FinishedChild child) throws InterruptedException {
    boolean awaited = calls.callOf(child.taskId()).filter(PlannedCall::isAwaited).isPresent();
    if (!untilIdle && !awaited) {
      inject(child);
      count(child);
      calls.ended(child.taskId());
    }
  }

  /** The result takes the acknowledgement's place in memory. */
  void inject(FinishedChild child) throws InterruptedException {
    if (conversation.isItsLog()) {
      while (!calls.hasTakenIn(child.taskId())) {
        story.take(ChildResults.takenIn(teller.next(), child));
      }
    } else {
      conversation.change(child.toolCallId(), content -> ChildResults.injected(content, child));
    }
    handle(child);
  }

  /** What a run below has used is part of what this one comes to, also where no turn follows. */
  void count(FinishedChild child) throws InterruptedException {
    Usage usage = below.of(child);
    while (!usage.equals(Usage.NONE) && !calls.hasEnded(child.taskId())) {
      story.take(new Entry.Heard(teller.next(), child.taskId(), usage));
    }
  }

  /** It needs nothing more. */
  void handle(FinishedChild child) {
    toHandle.add(child.taskId());
  }

  boolean hasHandled() {
    return !toHandle.isEmpty();
  }

  /** What has been handled and not reported; it counts as reported now. */
  List<String> takeHandled() {
    List<String> ids = List.copyOf(toHandle);
    toHandle.clear();
    return ids;
  }
}
