package io.offstage.task;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What can be asked of a task; {@link TaskRules} answers. */
public sealed interface TaskCommand {

  /** A new task is accepted but cannot start at once. */
  record Enqueue(@Nullable Instant toolBy) implements TaskCommand {
    public Enqueue() {
      this(null);
    }
  }

  /**
   * A new task is refused, because its key is busy.
   *
   * @param code {@code REJECTED} or {@code QUEUE_FULL}
   * @param limit that was reached: of tasks that run, or of tasks that wait
   */
  record Refuse(ErrorCode code, int limit) implements TaskCommand {}

  /** Start an attempt on this worker. */
  record Start(String worker) implements TaskCommand {}

  /** The attempt of this number ended. */
  record End(int attempt, Outcome outcome) implements TaskCommand {}

  /** The attempt of this number made a step. */
  record Advance(int attempt, List<TaskStart> children, List<String> handled)
      implements TaskCommand {
    public Advance {
      children = List.copyOf(children);
      handled = List.copyOf(handled);
    }
  }

  /** The attempt of this number has passed its deadline. */
  record ExpireAttempt(int attempt) implements TaskCommand {}

  /** The task has passed its total timeout. */
  record ExpireTotal() implements TaskCommand {}

  /** The task has waited for a slot for too long. */
  record ExpireQueue() implements TaskCommand {}

  /** No worker that knows the tool came within the grace. */
  record GiveUpOnTool() implements TaskCommand {}

  record Cancel(@Nullable String reason) implements TaskCommand {}

  record Resume(RawJson data) implements TaskCommand {}

  record TellChildEnd(ChildEnd end) implements TaskCommand {}

  record TellChildAccepted(String child) implements TaskCommand {}

  /** The end of a task that an ended run of the same key has started. */
  record HandChildEnd(ChildEnd end) implements TaskCommand {}

  /** An open child has been suspended, or goes on. */
  record TellChildSuspended(String child, boolean suspended) implements TaskCommand {}

  /**
   * A later run of the same key takes over what this one waits for between its turns.
   *
   * @param to the later run
   */
  record HandOver(String to) implements TaskCommand {}

  /** Take over what an earlier run of the same key, whose family this is, waits for. */
  record TakeOver(Family from) implements TaskCommand {}

  /** Its worker is gone; whoever owns it now takes it over. */
  record LoseWorker() implements TaskCommand {}

  /** Its worker gives it back in good order. */
  record Drain() implements TaskCommand {}
}
