package io.offstage.worker.schedule.simulation;

import io.offstage.task.Attempts;
import io.offstage.task.Policy;
import io.offstage.task.Task;
import io.offstage.task.TaskStart;
import io.offstage.task.TimeLimits;
import io.offstage.topic.Command;
import io.offstage.topic.CommandCodec;
import io.offstage.topic.LifecycleCodec;
import io.offstage.topic.LifecycleEvent;
import io.offstage.topic.MalformedRecord;
import io.offstage.topic.Permit;
import io.offstage.topic.PermitCodec;
import io.offstage.topic.PoolRules;
import io.offstage.worker.schedule.TaskStarts;
import io.offstage.worker.schedule.Write;
import org.jspecify.annotations.Nullable;

/** What a record says is what its bytes say, so that recovery finds what was decided. */
final class BytesSayTheSame extends Invariant {

  private final CommandCodec commands = new CommandCodec(PoolRules.of(TaskStarts.POOL));
  private final LifecycleCodec snapshots = new LifecycleCodec(PoolRules.of(TaskStarts.POOL));

  @Override
  void appended(CommandRecord record) {
    try {
      Command read =
          commands.decode(record.key(), CommandCodec.encode(record.command()), TaskStarts.EPOCH);
      if (!read.equals(record.command())) {
        throw broken("%s reads as %s".formatted(record.command(), read));
      }
    } catch (MalformedRecord e) {
      throw broken("%s cannot be read: %s".formatted(record.command(), e.getMessage()));
    }
  }

  @Override
  void committed(TaskName task, @Nullable LifecycleEvent before, LifecycleEvent event) {
    try {
      LifecycleEvent read = snapshots.decode(LifecycleCodec.encode(event));
      if (!withoutWhatIsLeftOut(read).equals(withoutWhatIsLeftOut(event))) {
        throw broken("%s reads as %s".formatted(event, read));
      }
    } catch (MalformedRecord e) {
      throw broken("%s cannot be read: %s".formatted(event, e.getMessage()));
    }
  }

  @Override
  void permitted(Write.PermitState state) {
    Permit permit = state.permit();
    try {
      if (permit != null && !PermitCodec.decode(PermitCodec.encode(permit)).equals(permit)) {
        throw broken(permit + " reads otherwise");
      }
    } catch (MalformedRecord e) {
      throw broken("%s cannot be read: %s".formatted(permit, e.getMessage()));
    }
  }

  /**
   * Left out by intent: the error before a retry, once that runs; and that there is no timeout, in
   * a pool where there is always one.
   */
  private static LifecycleEvent withoutWhatIsLeftOut(LifecycleEvent event) {
    Task task = event.task();
    Attempts tried = task.attempts();
    TaskStart start = task.start();
    TimeLimits limits = start.policy().timeLimits();
    TimeLimits others = new TimeLimits(null, limits.total(), limits.queue());
    return new LifecycleEvent(
        event.type(),
        new Task(
            new TaskStart(
                start.taskId(),
                start.call(),
                start.origin(),
                start.placement(),
                new Policy(others, start.policy().retry(), start.policy().workerLoss()),
                start.lineage(),
                start.createdAt(),
                start.extra()),
            task.startedFrom(),
            task.state(),
            new Attempts(tried.attempt(), tried.deliveries(), tried.retryCount(), null),
            task.times(),
            task.output(),
            task.family(),
            task.resumeData(),
            task.version()),
        event.at(),
        event.cause());
  }
}
