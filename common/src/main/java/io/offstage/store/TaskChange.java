package io.offstage.store;

/** What one record of the log does to the read model. */
public sealed interface TaskChange {

  TaskKey key();

  /** Offset of the record, in the topic and partition of its {@link TaskBatch.Slice}. */
  long position();

  /** A lifecycle event: the row as it is from now on, unless a newer one is already there. */
  record Snapshot(TaskRow row) implements TaskChange {

    public Snapshot {
      if (row.version() < 1) {
        throw new IllegalArgumentException("An event's version counts from 1: " + row.key());
      }
    }

    @Override
    public TaskKey key() {
      return row.key();
    }

    @Override
    public long position() {
      return row.position();
    }
  }

  /** A started record: a pending row, unless the task has a row already. */
  record Started(TaskRow row) implements TaskChange {

    public Started {
      if (row.version() != 0) {
        throw new IllegalArgumentException("A started record has version 0: " + row.key());
      }
    }

    @Override
    public TaskKey key() {
      return row.key();
    }

    @Override
    public long position() {
      return row.position();
    }
  }

  /** A tombstone of the lifecycle topic: the row goes, unless it is newer. */
  record Removed(TaskKey key, long position) implements TaskChange {}
}
