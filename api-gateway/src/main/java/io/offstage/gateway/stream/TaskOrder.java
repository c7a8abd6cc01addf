package io.offstage.gateway.stream;

import io.offstage.gateway.tail.LifecycleRecord;
import io.offstage.gateway.tail.OutputEntry;
import io.offstage.gateway.tail.TailEvent;
import io.offstage.store.TaskKey;
import io.offstage.task.RawJson;
import io.offstage.task.Task;
import io.offstage.topic.LifecycleEvent;
import io.offstage.topic.OutputCodec;
import io.offstage.topic.OutputRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/**
 * The order of a task stream: of each task the events in the order of their versions, each once,
 * and its end after its output. An end that waits holds back what follows it in its lifecycle
 * partition, so that one offset says how far the stream has come there; it waits two seconds at
 * most. Time is an argument; not safe for several threads.
 */
final class TaskOrder {

  static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final int MOST_TRACKS = 65_536;

  /** What is to be shown now. */
  sealed interface Shown {

    TailEvent source();

    /** Whether it is all that the record holds. */
    boolean isWhole();

    /** An event, whether or not streams have a chunk for it. */
    record Event(LifecycleRecord source, LifecycleEvent event) implements Shown {
      @Override
      public boolean isWhole() {
        return true;
      }
    }

    /** Chunks of output. */
    record Output(OutputEntry source, Task task, List<RawJson> chunks, boolean isWhole)
        implements Shown {}
  }

  private record Held(LifecycleRecord source, LifecycleEvent event, Instant since) {}

  private final Map<TaskKey, TaskTrack> tracks =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<TaskKey, TaskTrack> eldest) {
          return size() > MOST_TRACKS;
        }
      };
  private final Map<TopicPartition, Deque<Held>> held = new HashMap<>();

  /** A task as it stands when the stream begins. */
  Optional<LifecycleEvent> begin(LifecycleRecord task) {
    return task.event()
        .map(
            event -> {
              follow(task, event, event.task().version());
              return event;
            });
  }

  /**
   * A task that this record tells of, although the record itself is shown later or never.
   *
   * @param shown the version of the last event that the client has seen
   */
  void introduce(LifecycleRecord task, long shown) {
    if (!tracks.containsKey(key(task))) {
      task.event().ifPresent(event -> follow(task, event, shown));
    }
  }

  private void follow(LifecycleRecord record, LifecycleEvent event, long shown) {
    tracks.put(key(record), new TaskTrack(event.task(), shown, OutputSeq.fromWhatComes()));
  }

  List<Shown> add(LifecycleRecord record, Instant now) {
    Optional<LifecycleEvent> event = record.event();
    if (event.isEmpty()) {
      return List.of();
    }
    Deque<Held> before = held.get(record.partition());
    if (before != null) {
      before.add(new Held(record, event.get(), now));
      return release(now);
    }
    List<Shown> out = new ArrayList<>();
    if (!show(record, event.get(), false, out)) {
      Deque<Held> queue = new ArrayDeque<>();
      queue.add(new Held(record, event.get(), now));
      held.put(record.partition(), queue);
    }
    return out;
  }

  List<Shown> add(OutputEntry record, Instant now) {
    List<Shown> out = new ArrayList<>();
    TaskTrack track = tracks.get(key(record));
    if (track != null
        && record.content().orElse(null)
            instanceof OutputCodec.Content.Chunks(OutputRecord output)) {
      List<RawJson> chunks = track.seq().take(output);
      if (!chunks.isEmpty()) {
        out.add(
            new Shown.Output(
                record, track.task(), chunks, chunks.size() == output.chunks().size()));
      }
    }
    out.addAll(release(now));
    return out;
  }

  /** Shows what need not wait any longer. */
  List<Shown> release(Instant now) {
    List<Shown> out = new ArrayList<>();
    Iterator<Deque<Held>> queues = held.values().iterator();
    while (queues.hasNext()) {
      Deque<Held> queue = queues.next();
      while (!queue.isEmpty()
          && show(
              queue.getFirst().source(),
              queue.getFirst().event(),
              !now.isBefore(queue.getFirst().since().plus(PATIENCE)),
              out)) {
        queue.removeFirst();
      }
      if (queue.isEmpty()) {
        queues.remove();
      }
    }
    return out;
  }

  /** Returns false if the event must wait. */
  private boolean show(
      LifecycleRecord record, LifecycleEvent event, boolean atOnce, List<Shown> out) {
    Task task = event.task();
    TaskTrack track = tracks.get(key(record));
    if (track != null && !track.isNewer(task)) {
      return true;
    }
    if (track != null && !atOnce && track.mustWait(task)) {
      return false;
    }
    if (!task.isLive()) {
      tracks.remove(key(record));
    } else if (track == null) {
      OutputSeq seq =
          task.version() == 1 ? OutputSeq.fromTheBeginning() : OutputSeq.fromWhatComes();
      tracks.put(key(record), new TaskTrack(task, task.version(), seq));
    } else {
      track.show(task);
    }
    out.add(new Shown.Event(record, event));
    return true;
  }

  /** When something that is held back is shown whatever happens; empty if nothing is. */
  Optional<Instant> deadline() {
    return held.values().stream()
        .map(queue -> queue.getFirst().since().plus(PATIENCE))
        .min(Instant::compareTo);
  }

  /** Per lifecycle partition the first offset that is held back. */
  Map<TopicPartition, Long> heldFrom() {
    Map<TopicPartition, Long> from = new HashMap<>();
    held.forEach((partition, queue) -> from.put(partition, queue.getFirst().source().offset()));
    return from;
  }

  private static TaskKey key(TailEvent record) {
    return new TaskKey(record.pool(), record.partition().partition(), record.taskId());
  }
}
