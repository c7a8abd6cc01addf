package io.offstage.bench.history;

import io.offstage.store.TaskKey;
import io.offstage.task.Position;
import io.offstage.task.Task;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * G2: exactly one terminal event per accepted start, nothing after it, and no second start of an id
 * that is among the last 100,000 that ended in its partition.
 */
final class EndedIsEnded extends Guarantee {

  private static final int REMEMBERED = 100_000;

  private record Place(String pool, int partition) {}

  private record End(Position start, Position at, long number) {}

  private final Map<TaskKey, End> ends = new HashMap<>();
  private final Map<Place, Long> endsOf = new HashMap<>();

  EndedIsEnded() {
    super("G2 ended is ended");
  }

  @Override
  void accept(Fact fact) {
    if (fact instanceof Fact.Happened h) {
      Task task = h.event().task();
      TaskKey key = new TaskKey(h.pool(), h.at().partition(), task.id());
      Place place = new Place(h.pool(), h.at().partition());
      End end = ends.get(key);
      if (end != null) {
        afterTheEnd(h, task, end, endsOf.getOrDefault(place, 0L));
      }
      if (!task.isLive()) {
        long number = endsOf.merge(place, 1L, Long::sum);
        ends.put(key, new End(task.startedFrom(), h.at(), number));
      }
    }
  }

  private void afterTheEnd(Fact.Happened h, Task task, End end, long endsSoFar) {
    String event =
        "%s, version %d, at %s".formatted(h.event().type().wireName(), task.version(), at(h.at()));
    if (task.startedFrom().equals(end.start)) {
      breaks(
          task(h.pool(), task.id()),
          (task.isLive() ? "%s follows its end at %s" : "it ends again with %s; it ended at %s")
              .formatted(event, at(end.at)));
    } else if (task.version() == 1 && endsSoFar - end.number < REMEMBERED) {
      breaks(
          task(h.pool(), task.id()),
          "%s begins it again from %s; it ended at %s, %d ends ago"
              .formatted(event, at(task.startedFrom()), at(end.at), endsSoFar - end.number));
    }
  }

  @Override
  List<Violation> missing() {
    return List.of();
  }

  /** What has ended must stay known. */
  @Override
  void forget() {}
}
