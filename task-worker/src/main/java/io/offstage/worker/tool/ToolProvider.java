package io.offstage.worker.tool;

import java.util.List;

/**
 * Brings tools along in a jar: every implementation named in {@code
 * META-INF/services/io.offstage.worker.tool.ToolProvider} is asked once at start.
 */
public interface ToolProvider {

  List<Tool> tools();

  /** Code for the ends of tasks; every worker of the class path has it, whatever its pool. */
  default List<Hook> hooks() {
    return List.of();
  }
}
