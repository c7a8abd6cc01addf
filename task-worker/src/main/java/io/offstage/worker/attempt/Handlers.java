package io.offstage.worker.attempt;

import io.offstage.worker.tool.Tool;
import io.offstage.worker.tool.Toolbox;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which code a worker has, by tool name. Asked by the owner thread for every task: answers at once.
 */
@FunctionalInterface
public interface Handlers {

  Optional<TaskHandler> find(String toolName);

  static Handlers of(Map<String, TaskHandler> byName) {
    Map<String, TaskHandler> copy = Map.copyOf(byName);
    return name -> Optional.ofNullable(copy.get(name));
  }

  /** A handler for each tool, which checks its arguments before it runs. */
  static Handlers of(Toolbox tools) {
    Map<String, TaskHandler> byName = new HashMap<>();
    for (Tool tool : tools.tools()) {
      byName.put(tool.name(), new ToolHandler(tool, tools));
    }
    return of(byName);
  }

  /** These, and where they have none, those. */
  default Handlers orElse(Handlers others) {
    return name -> find(name).or(() -> others.find(name));
  }
}
