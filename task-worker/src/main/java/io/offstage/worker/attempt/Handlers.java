package io.offstage.worker.attempt;

import io.offstage.worker.tool.Hook;
import io.offstage.worker.tool.Tool;
import io.offstage.worker.tool.Toolbox;
import java.util.Collection;
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

  /** A handler for each hook, by the tool name of its tasks. */
  static Handlers ofHooks(Collection<Hook> hooks) {
    Map<String, TaskHandler> byName = new HashMap<>();
    for (Hook hook : hooks) {
      TaskHandler handler =
          attempt -> hook.call(attempt.task().start().call().args(), new AttemptContext(attempt));
      if (byName.putIfAbsent(hook.toolName(), handler) != null) {
        throw new IllegalArgumentException("hook \"" + hook.name() + "\" stands twice");
      }
    }
    return of(byName);
  }

  /** These, and where they have none, those. */
  default Handlers orElse(Handlers others) {
    return name -> find(name).or(() -> others.find(name));
  }
}
