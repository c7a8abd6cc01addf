package io.offstage.store;

/** What a {@link TaskFilter} may ask to be equal. */
public enum TaskField {
  ID("id"),
  POOL("pool"),
  STATUS("status"),
  AGENT_ID("agent_id"),
  RUN_ID("run_id"),
  THREAD_ID("thread_id"),
  RESOURCE_ID("resource_id"),
  TOOL_NAME("tool_name"),
  TOOL_CALL_ID("tool_call_id"),
  PARENT_ID("parent_id");

  private final String column;

  TaskField(String column) {
    this.column = column;
  }

  String column() {
    return column;
  }
}
