package io.offstage.worker.tool;

import java.util.List;

/**
 * Brings tools along in a jar: every implementation named in {@code
 * META-INF/services/io.offstage.worker.tool.ToolProvider} is asked once at start.
 */
public interface ToolProvider {

  List<Tool> tools();
}
