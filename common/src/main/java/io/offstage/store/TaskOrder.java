package io.offstage.store;

/** By date, then by id, so that pages never overlap. Tasks without the date come last. */
public record TaskOrder(TaskDate date, Direction direction) {

  /** What lists are in when nothing is said. */
  public static final TaskOrder OLDEST_FIRST = new TaskOrder(TaskDate.CREATED_AT, Direction.ASC);

  String sql() {
    String dated = date.column() + " " + direction;
    return (date == TaskDate.CREATED_AT ? dated : dated + " NULLS LAST")
        + ", id %1$s, pool %1$s, partition %1$s".formatted(direction);
  }
}
