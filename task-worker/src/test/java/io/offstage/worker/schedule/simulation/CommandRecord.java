package io.offstage.worker.schedule.simulation;

import io.offstage.task.Position;
import io.offstage.topic.Command;

/**
 * A record in the command topic.
 *
 * @param key says which partition it belongs to, wherever it stands
 * @param startedFrom where it stood first; its own position unless it was forwarded
 */
record CommandRecord(Position at, String key, Position startedFrom, Command command) {

  boolean isForwarded() {
    return !startedFrom.equals(at);
  }

  @Override
  public String toString() {
    String what =
        switch (command) {
          case Command.Start start -> "start " + start.taskId();
          case Command.Cancel cancel -> "cancel " + cancel.taskId() + " by " + cancel.commandId();
          case Command.Resume resume -> "resume " + resume.taskId() + " by " + resume.commandId();
          case Command.Permits permits -> permits.toString();
          case Command.ChildAccepted told -> told.childId() + " accepted, for " + told.taskId();
          case Command.ChildSuspended told ->
              "%s %s, for %s"
                  .formatted(
                      told.childId(), told.suspended() ? "suspended" : "goes on", told.taskId());
          case Command.ChildFinished told ->
              "end of " + told.child().taskId() + " for " + told.taskId();
        };
    return "%s (%d:%d)".formatted(what, at.partition(), at.offset());
  }
}
