package io.offstage.gateway.tail;

import io.offstage.store.TaskKey;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The running tasks with their last snapshots, and the scopes of the tasks that stopped running
 * last: their output may still be on its way. Not safe for several threads.
 */
final class KnownTasks {

  private static final int MOST_STOPPED = 16_384;

  private final Map<TaskKey, LifecycleRecord> running = new HashMap<>();
  private final Map<TaskKey, TaskScope> stopped =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<TaskKey, TaskScope> eldest) {
          return size() > MOST_STOPPED;
        }
      };

  void clear() {
    running.clear();
    stopped.clear();
  }

  /**
   * Takes in a snapshot.
   *
   * @return false if it is not newer than what is known: it was appended again, and nobody needs it
   */
  boolean put(LifecycleRecord snapshot) {
    TaskKey key = key(snapshot);
    LifecycleRecord known = running.get(key);
    if (known != null && snapshot.version() <= known.version()) {
      return false;
    }
    if (snapshot.isRunning()) {
      running.put(key, snapshot);
      stopped.remove(key);
    } else {
      running.remove(key);
      stopped.put(key, snapshot.scope());
    }
    return true;
  }

  void remove(TaskKey key) {
    running.remove(key);
    stopped.remove(key);
  }

  @Nullable TaskScope scopeOf(TaskKey key) {
    LifecycleRecord known = running.get(key);
    return known != null ? known.scope() : stopped.get(key);
  }

  List<LifecycleRecord> running(Interest interest) {
    return running.values().stream().filter(r -> interest.matches(r.scope())).toList();
  }

  int runningCount() {
    return running.size();
  }

  static TaskKey key(TailEvent event) {
    return new TaskKey(event.pool(), event.partition().partition(), event.taskId());
  }
}
