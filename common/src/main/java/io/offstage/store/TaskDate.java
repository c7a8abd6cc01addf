package io.offstage.store;

/** The dates by which tasks are ordered and confined. */
public enum TaskDate {
  CREATED_AT("created_at"),
  STARTED_AT("started_at"),
  SUSPENDED_AT("suspended_at"),
  COMPLETED_AT("completed_at");

  private final String column;

  TaskDate(String column) {
    this.column = column;
  }

  String column() {
    return column;
  }
}
