package io.offstage.worker.schedule;

import io.offstage.task.Outcome;
import io.offstage.task.TaskCommand;

/** Takes in what attempts say. Belongs to its scheduler. */
final class Reports {

  private final OwnedPartitions partitions;
  private final Moment moment;
  private final Dispatcher dispatcher;
  private final Admission admission;
  private final Children children;
  private final Changes changes;

  Reports(
      OwnedPartitions partitions,
      Moment moment,
      Dispatcher dispatcher,
      Admission admission,
      Children children,
      Changes changes) {
    this.partitions = partitions;
    this.moment = moment;
    this.dispatcher = dispatcher;
    this.admission = admission;
    this.children = children;
    this.changes = changes;
  }

  void ended(Message.AttemptEnded ended) {
    OwnedPartition partition = dispatcher.stopped(ended.id());
    LiveTask live = partitions.running(ended.id());
    if (partition == null || live == null) {
      moment.effects().stale();
      return;
    }
    live.become(live.task().with(ended.output()));
    if (!(ended.outcome() instanceof Outcome.Cancelled)) {
      live.hasRun();
    }
    if (ended.outcome() instanceof Outcome.Waits waits) {
      children.start(partition, live.task(), waits.children());
    }
    changes.decide(partition, live, new TaskCommand.End(ended.id().attempt(), ended.outcome()));
    admission.admit(partition, live);
  }

  void stepMade(Message.StepMade step) {
    OwnedPartition partition = partitions.find(step.id().partition());
    LiveTask live = partitions.running(step.id());
    if (partition == null || live == null) {
      moment.effects().stale();
      return;
    }
    live.become(live.task().with(step.output()));
    children.start(partition, live.task(), step.children());
    changes.decide(
        partition,
        live,
        new TaskCommand.Advance(step.id().attempt(), step.children(), step.handled()));
  }
}
