package io.offstage.bench.history;

import io.offstage.store.TaskKey;
import io.offstage.task.Position;
import io.offstage.task.Task;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * G4: a task's version rises by one per event, from 1. A live snapshot may be appended again as it
 * is.
 */
final class OneWriter extends Guarantee {

  private record Last(Position start, long version, int document, Position at) {}

  private final Map<TaskKey, Last> live = new HashMap<>();

  OneWriter() {
    super("G4 one writer");
  }

  @Override
  void accept(Fact fact) {
    if (fact instanceof Fact.Happened h) {
      Task task = h.event().task();
      TaskKey key = new TaskKey(h.pool(), h.at().partition(), task.id());
      Last now =
          new Last(task.startedFrom(), task.version(), h.document().text().hashCode(), h.at());
      Last before = task.isLive() ? live.put(key, now) : live.remove(key);
      check(h, task, now, before == null || !before.start.equals(now.start) ? null : before);
    }
  }

  private void check(Fact.Happened h, Task task, Last now, @Nullable Last before) {
    if (before == null) {
      if (now.version != 1) {
        breaks(
            task(h.pool(), task.id()),
            "its first event, at %s, has version %d".formatted(at(h.at()), now.version));
      }
    } else if (now.version == before.version && now.document != before.document) {
      breaks(
          task(h.pool(), task.id()),
          "version %d at %s is another than at %s"
              .formatted(now.version, at(h.at()), at(before.at)));
    } else if (now.version != before.version && now.version != before.version + 1) {
      breaks(
          task(h.pool(), task.id()),
          "version %d at %s follows version %d at %s"
              .formatted(now.version, at(h.at()), before.version, at(before.at)));
    }
  }

  @Override
  List<Violation> missing() {
    return List.of();
  }

  @Override
  void forget() {
    live.clear();
  }
}
