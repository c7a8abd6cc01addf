package io.offstage.worker.schedule;

import io.offstage.task.Task;
import io.offstage.task.TaskCommand;
import io.offstage.task.TaskState;
import java.util.List;

/**
 * Partitions that come and go: their tasks are taken over, given back in good order, or forgotten.
 * Belongs to its scheduler.
 */
final class Ownership {

  private final String worker;
  private final OwnedPartitions partitions;
  private final Moment moment;
  private final PermitSeeker seeker;
  private final Admission admission;
  private final Changes changes;

  Ownership(
      String worker,
      OwnedPartitions partitions,
      Moment moment,
      PermitSeeker seeker,
      Admission admission,
      Changes changes) {
    this.worker = worker;
    this.partitions = partitions;
    this.moment = moment;
    this.seeker = seeker;
    this.admission = admission;
    this.changes = changes;
  }

  void gained(Message.Gained gained) {
    lose(gained.partition());
    OwnedPartition partition = partitions.gain(gained, moment.now());
    seeker.introduce(partition);
    partition.limitOwner().apply(moment.effects());
    takeOver(partition, gained.live());
  }

  void loaded(Message.Loaded loaded) {
    OwnedPartition partition = partitions.find(loaded.partition(), loaded.term());
    if (partition != null) {
      takeOver(partition, loaded.live());
    }
  }

  private void takeOver(OwnedPartition partition, List<Task> found) {
    for (Task task : found) {
      LiveTask live = admission.add(partition, task, partition.nextFound(), true);
      partition.heirs().add(task);
      ThreadTurns.found(partition, task);
      if (task.state() instanceof TaskState.Running running) {
        boolean own = running.worker().equals(worker);
        changes.decide(
            partition, live, own ? new TaskCommand.Drain() : new TaskCommand.LoseWorker());
      }
      admission.admit(partition, live);
    }
    if (!partition.lacksTasks()) {
      admission.complete(partition);
    }
  }

  void draining(Message.Draining draining) {
    OwnedPartition partition = partitions.find(draining.partition());
    if (partition != null) {
      partition.drain();
    }
  }

  void released(Message.Released released) {
    OwnedPartition partition = partitions.find(released.partition());
    if (partition != null) {
      for (LiveTask live : partition.tasks()) {
        changes.decide(partition, live, new TaskCommand.Drain());
        seeker.letGo(partition, live);
      }
      forget(partition);
    }
  }

  void lose(int number) {
    OwnedPartition partition = partitions.find(number);
    if (partition != null) {
      for (LiveTask live : partition.tasks()) {
        changes.interrupt(partition, live.task());
      }
      forget(partition);
    }
  }

  private void forget(OwnedPartition partition) {
    partitions.remove(partition);
    partition.drain();
    admission.forget(partition);
  }
}
