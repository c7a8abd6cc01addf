package io.offstage.task;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What can happen to a task. Each becomes one lifecycle record of its {@link #type}. */
public sealed interface TaskEvent {

  EventType type();

  /**
   * It waits for a slot: a new task that cannot start at once, or one whose worker is gone.
   *
   * @param workerLost whether its worker was lost, which counts, rather than drained
   * @param toolBy when it is given up, where its owner does not know its tool
   */
  record Queued(boolean workerLost, @Nullable Instant toolBy) implements TaskEvent {

    public Queued(boolean workerLost) {
      this(workerLost, null);
    }

    @Override
    public EventType type() {
      return EventType.PENDING;
    }
  }

  /** An attempt starts on this worker. */
  record Started(String worker) implements TaskEvent {
    @Override
    public EventType type() {
      return EventType.RUNNING;
    }
  }

  /**
   * A run made a step.
   *
   * @param children the tasks that start with this very event, and where they can be reached
   * @param handled ids of children whose ends have been dealt with
   */
  record Advanced(Map<String, Place> children, List<String> handled) implements TaskEvent {
    public Advanced {
      children = Collections.unmodifiableMap(new LinkedHashMap<>(children));
      handled = List.copyOf(handled);
    }

    @Override
    public EventType type() {
      return EventType.RUNNING;
    }
  }

  /** A run made a step and waits for its children; it gives back its slot. */
  record WaitBegan(TaskState.Waiting waiting, Map<String, Place> children, List<String> handled)
      implements TaskEvent {
    public WaitBegan {
      children = Collections.unmodifiableMap(new LinkedHashMap<>(children));
      handled = List.copyOf(handled);
    }

    @Override
    public EventType type() {
      return EventType.RUNNING;
    }
  }

  /** A child ended. */
  record ChildEnded(ChildEnd end) implements TaskEvent {
    @Override
    public EventType type() {
      return EventType.RUNNING;
    }
  }

  /** The owner of a child has taken it: it waits for its turn, or runs. */
  record ChildAccepted(String child) implements TaskEvent {
    @Override
    public EventType type() {
      return EventType.RUNNING;
    }
  }

  /**
   * A child asks for input, or has got it.
   *
   * @param suspended which of the two
   */
  record ChildSuspended(String child, boolean suspended) implements TaskEvent {
    @Override
    public EventType type() {
      return EventType.RUNNING;
    }
  }

  /**
   * A later run of its key has taken over what it waited for.
   *
   * @param to the later run
   */
  record HandedOver(String to) implements TaskEvent {
    @Override
    public EventType type() {
      return EventType.RUNNING;
    }
  }

  /**
   * It has taken over what an earlier run of its key waited for.
   *
   * @param from that run's family
   */
  record TookOver(Family from) implements TaskEvent {
    @Override
    public EventType type() {
      return EventType.RUNNING;
    }
  }

  /** The tool has asked to be run again, not before this instant; no failure. */
  record Postponed(Instant notBefore) implements TaskEvent {
    @Override
    public EventType type() {
      return EventType.PENDING;
    }
  }

  /** The tool failed and is tried again, not before this instant. */
  record Retrying(TaskError error, Instant notBefore) implements TaskEvent {
    @Override
    public EventType type() {
      return EventType.RETRYING;
    }
  }

  record Suspended(RawJson payload) implements TaskEvent {
    @Override
    public EventType type() {
      return EventType.SUSPENDED;
    }
  }

  record Resumed(RawJson data) implements TaskEvent {
    @Override
    public EventType type() {
      return EventType.RESUMED;
    }
  }

  record Completed(RawJson result) implements TaskEvent {
    @Override
    public EventType type() {
      return EventType.COMPLETED;
    }
  }

  record Failed(TaskError error) implements TaskEvent {
    @Override
    public EventType type() {
      return EventType.FAILED;
    }
  }

  record TimedOut(TaskError error) implements TaskEvent {
    @Override
    public EventType type() {
      return EventType.FAILED;
    }
  }

  record Cancelled(@Nullable String reason) implements TaskEvent {
    @Override
    public EventType type() {
      return EventType.CANCELLED;
    }
  }
}
