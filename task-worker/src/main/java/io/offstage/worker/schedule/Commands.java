package io.offstage.worker.schedule;

import io.offstage.task.Task;
import io.offstage.task.TaskStart;
import io.offstage.topic.Command;

/** Does what records ask. Belongs to its scheduler. */
final class Commands {

  private final OwnedPartitions partitions;
  private final Moment moment;
  private final Arrivals arrivals;
  private final Requests requests;
  private final Children children;
  private final PermitSeeker seeker;

  Commands(
      OwnedPartitions partitions,
      Moment moment,
      Arrivals arrivals,
      Requests requests,
      Children children,
      PermitSeeker seeker) {
    this.partitions = partitions;
    this.moment = moment;
    this.arrivals = arrivals;
    this.requests = requests;
    this.children = children;
    this.seeker = seeker;
  }

  void received(Message.Received received) {
    OwnedPartition partition = partitions.find(received.partition(), received.term());
    if (partition == null) {
      return;
    }
    if (isAboutATask(received.command()) && children.isAway(partition, received.command())) {
      moment.effects().held();
      return;
    }
    moment.effects().consume(partition, received.offset());
    switch (received.command()) {
      case Command.Start start -> start(partition, start.task(), received);
      case Command.Cancel cancel -> requests.cancel(partition, cancel);
      case Command.Resume resume -> requests.resume(partition, resume);
      case Command.ChildAccepted accepted -> children.accepted(partition, accepted);
      case Command.ChildSuspended child -> children.suspended(partition, child);
      case Command.ChildFinished finished -> children.finished(partition, finished, received);
      case Command.PermitGranted granted -> seeker.granted(partition, granted);
      case Command.Permits forLimit ->
          partition.limitOwner().handle(forLimit, received.offset(), moment.effects());
    }
  }

  /** Whether a command needs the task it is about, which must be there. */
  private static boolean isAboutATask(Command command) {
    return switch (command) {
      case Command.Cancel _,
          Command.Resume _,
          Command.ChildFinished _,
          Command.ChildSuspended _,
          Command.ChildAccepted _ ->
          true;
      case Command.Start _, Command.Permits _ -> false;
    };
  }

  private void start(OwnedPartition partition, TaskStart start, Message.Received received) {
    if (partition.isNew(start.taskId())) {
      arrivals.begin(partition, Task.begin(start, received.startedFrom()), received.offset());
    }
  }
}
