package io.offstage.bench.history;

import io.offstage.store.StoredTask;
import io.offstage.task.Position;
import io.offstage.task.RawJson;
import io.offstage.task.TaskStart;
import io.offstage.topic.LifecycleEvent;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Something that was seen from outside. */
public sealed interface Fact {

  /** The broker acknowledged a started record to whoever produced it. */
  record Acknowledged(String pool, Position at, String taskId) implements Fact {}

  /**
   * A started record that can be understood stands in a command topic.
   *
   * @param first where it stood first: {@code at}, unless it was forwarded
   */
  record Asked(String pool, Position at, Position first, TaskStart task) implements Fact {}

  /**
   * A record is in the dead letter topic.
   *
   * @param at where it stood first
   */
  record Buried(String pool, Position at, String reason) implements Fact {}

  /**
   * A lifecycle record became visible.
   *
   * @param appended when the broker appended it
   * @param document the snapshot as it stands there
   */
  record Happened(
      String pool, Position at, Instant appended, LifecycleEvent event, RawJson document)
      implements Fact {}

  /**
   * A stream showed an event of a task.
   *
   * @param type as in the lifecycle record
   * @param moment what its payload says of when: of its start, its suspension or its end
   */
  record Shown(String type, String taskId, @Nullable String moment) implements Fact {}

  /** A stream said that it had left something out. */
  record Gap() implements Fact {}

  /** A row of the read model. */
  record Row(StoredTask row) implements Fact {}

  /** All rows of a partition have been told of since the last fact of this kind. */
  record AllRows(String pool, int partition) implements Fact {}

  /**
   * The steps of a run as they are written now.
   *
   * @param children ids of the tasks that the steps name, in order
   */
  record Stepped(String taskId, List<String> children) implements Fact {
    public Stepped {
      children = List.copyOf(children);
    }
  }
}
