package io.offstage.worker.input;

import io.offstage.task.Position;
import io.offstage.topic.Command;
import io.offstage.topic.RawRecord;

/** A record of the command topic, as far as it could be understood. */
public sealed interface Input {

  long offset();

  /** A command for this partition. */
  record Understood(long offset, Position startedFrom, Command command) implements Input {}

  /**
   * Nothing that anybody is shown: the end of a transaction, or what one that was aborted has left.
   * It is consumed like a record, or the committed offset would stay before it, and retention take
   * what seems to be still unread.
   */
  record Passed(long offset) implements Input {}

  /** A record whose key belongs to another partition. */
  record Misrouted(RawRecord record, int partition) implements Input {
    @Override
    public long offset() {
      return record.record().offset();
    }
  }

  /**
   * A record for the dead letter topic.
   *
   * @param reason a sentence that names what is wrong
   */
  record Unreadable(RawRecord record, String reason) implements Input {
    @Override
    public long offset() {
      return record.record().offset();
    }
  }
}
