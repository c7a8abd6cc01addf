package io.offstage.worker.schedule;

import io.offstage.limit.PoolLimits;
import io.offstage.task.Outcome;
import io.offstage.task.OutputMark;
import io.offstage.task.Position;
import io.offstage.task.Task;
import io.offstage.task.TaskStart;
import io.offstage.topic.Command;
import io.offstage.topic.Permit;
import java.util.Collection;
import java.util.List;

/** What the scheduler reacts to. */
public sealed interface Message {

  /**
   * A partition is this worker's, and what stands in its lifecycle topic is known.
   *
   * @param total how many live tasks it has, in the order of their latest snapshots; so their slots
   *     are, from 0 on
   * @param live the first of them; {@link Loaded} brings the others, and nothing starts before
   * @param ended ids of tasks that ended there lately, oldest first
   * @param permits of the named limits whose address is there
   * @param unread input records that lay there: one of them may have killed a worker before
   */
  record Gained(
      int partition,
      long term,
      int total,
      List<Task> live,
      Collection<String> ended,
      List<Permit> permits,
      Unread unread)
      implements Message {}

  /** More live tasks of a partition that was gained, in the order of their slots. */
  record Loaded(int partition, long term, List<Task> live) implements Message {}

  /**
   * Snapshots that were asked for have been read.
   *
   * @param slots of the tasks
   */
  record ReadBack(int partition, long term, List<Integer> slots, List<Task> tasks)
      implements Message {}

  /**
   * A command was read.
   *
   * @param offset of its record in the partition
   * @param startedFrom where a started record stood first; the record's own position unless it was
   *     forwarded
   */
  record Received(int partition, long term, long offset, Position startedFrom, Command command)
      implements Message {}

  /** An attempt's code has really stopped. */
  record AttemptEnded(AttemptId id, Outcome outcome, OutputMark output) implements Message {}

  /** An attempt made a step. */
  record StepMade(AttemptId id, List<TaskStart> children, List<String> handled, OutputMark output)
      implements Message {}

  /** Start no more attempts of this partition: it is about to be given away. */
  record Draining(int partition) implements Message {}

  /**
   * Give this partition away: what still runs goes back to pending, not counted, and is
   * interrupted.
   */
  record Released(int partition) implements Message {}

  /** This partition is somebody else's already: interrupt its attempts and forget it. */
  record Lost(int partition) implements Message {}

  /**
   * Limits were set or unset at run time.
   *
   * @param limits all that is set for this pool now
   */
  record LimitsChanged(PoolLimits limits) implements Message {}

  /** Time has passed. */
  record Tick() implements Message {}
}
