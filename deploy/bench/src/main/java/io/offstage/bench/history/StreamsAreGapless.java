package io.offstage.bench.history;

import io.offstage.store.TaskKey;
import io.offstage.task.Task;
import io.offstage.task.Times;
import io.offstage.topic.LifecycleEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * G6: a subscriber that comes back with its cursor sees each task's events in version order, none
 * missing and none twice. Streams have no chunk for pending and retrying. Ids are taken to be
 * unique.
 */
final class StreamsAreGapless extends Guarantee {

  private final Map<String, List<String>> happened = new LinkedHashMap<>();
  private final Map<String, List<String>> shown = new LinkedHashMap<>();
  private final Map<TaskKey, Long> versions = new HashMap<>();

  StreamsAreGapless() {
    super("G6 streams are gapless");
  }

  @Override
  void accept(Fact fact) {
    switch (fact) {
      case Fact.Happened h -> happened(h);
      case Fact.Shown s ->
          shown.computeIfAbsent(s.taskId(), _ -> new ArrayList<>()).add(word(s.type(), s.moment()));
      case Fact.Gap _ -> breaks("the stream", "a gap within the compaction lag");
      default -> {}
    }
  }

  private void happened(Fact.Happened h) {
    LifecycleEvent event = h.event();
    Task task = event.task();
    TaskKey key = new TaskKey(h.pool(), h.at().partition(), task.id());
    Long before = versions.put(key, task.version());
    boolean repeated = before != null && before == task.version();
    if (!repeated && isShown(event)) {
      happened
          .computeIfAbsent(task.id(), _ -> new ArrayList<>())
          .add(word(event.type().wireName(), moment(event)));
    }
  }

  private static boolean isShown(LifecycleEvent event) {
    return switch (event.type()) {
      case PENDING, RETRYING -> false;
      case RUNNING, RESUMED, SUSPENDED, COMPLETED, FAILED, CANCELLED -> true;
    };
  }

  private static @Nullable String moment(LifecycleEvent event) {
    Times times = event.task().times();
    Instant moment =
        switch (event.type()) {
          case PENDING, RETRYING -> null;
          case RUNNING, RESUMED -> times.startedAt();
          case SUSPENDED -> times.suspendedAt();
          case COMPLETED, FAILED, CANCELLED -> times.completedAt();
        };
    return moment == null ? null : moment.toString();
  }

  private static String word(String type, @Nullable String moment) {
    String instant = moment == null ? "" : " " + Instant.parse(moment).toEpochMilli();
    return type.replace("background-task-", "") + instant;
  }

  @Override
  List<Violation> missing() {
    List<Violation> missing = new ArrayList<>();
    happened.forEach(
        (id, events) -> {
          List<String> seen = shown.getOrDefault(id, List.of());
          if (!events.equals(seen)) {
            missing.add(violation(id, "happened %s; the stream showed %s".formatted(events, seen)));
          }
        });
    shown.forEach(
        (id, seen) -> {
          if (!happened.containsKey(id)) {
            missing.add(violation(id, "the stream showed %s; nothing happened".formatted(seen)));
          }
        });
    return missing;
  }

  @Override
  void forget() {
    happened.clear();
    shown.clear();
    versions.clear();
  }
}
