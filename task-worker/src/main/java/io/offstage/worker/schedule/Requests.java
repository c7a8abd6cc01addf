package io.offstage.worker.schedule;

import io.offstage.task.Place;
import io.offstage.task.TaskCommand;
import io.offstage.task.TraceContext;
import io.offstage.topic.Command;
import java.time.Duration;
import java.util.Map;

/** What is asked of a task from outside, and answered in any case. Belongs to its scheduler. */
final class Requests {

  private static final Duration EARLY_CANCELS_KEPT = Duration.ofMinutes(10);

  private final Moment moment;
  private final Admission admission;
  private final Children children;
  private final Changes changes;

  Requests(Moment moment, Admission admission, Children children, Changes changes) {
    this.moment = moment;
    this.admission = admission;
    this.children = children;
    this.changes = changes;
  }

  void cancel(OwnedPartition partition, Command.Cancel cancel) {
    LiveTask live = partition.task(cancel.taskId());
    if (live != null) {
      TraceContext trace = live.task().start().lineage().trace();
      Map<String, Place> open = live.task().family().open();
      changes.decide(partition, live, new TaskCommand.Cancel(cancel.reason()), cancel.commandId());
      admission.admit(partition, live);
      if (cancel.subtree()) {
        open.forEach((child, place) -> children.cancel(partition, cancel, child, place, trace));
      }
    } else if (partition.hasEnded(cancel.taskId())) {
      changes.refuse(partition, cancel.taskId(), cancel.commandId(), "has already ended", "ended");
    } else {
      partition.keep(cancel, moment.now().plus(EARLY_CANCELS_KEPT));
    }
  }

  void resume(OwnedPartition partition, Command.Resume resume) {
    LiveTask live = partition.task(resume.taskId());
    if (live != null) {
      changes.decide(partition, live, new TaskCommand.Resume(resume.data()), resume.commandId());
      admission.admit(partition, live);
    } else if (partition.hasEnded(resume.taskId())) {
      changes.refuse(partition, resume.taskId(), resume.commandId(), "has already ended", "ended");
    } else {
      changes.refuse(partition, resume.taskId(), resume.commandId(), "is not known", "unknown");
    }
  }
}
