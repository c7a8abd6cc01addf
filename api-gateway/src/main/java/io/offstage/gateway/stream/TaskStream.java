package io.offstage.gateway.stream;

import io.offstage.gateway.tail.Cursor;
import io.offstage.gateway.tail.LifecycleRecord;
import io.offstage.gateway.tail.OutputEntry;
import io.offstage.gateway.tail.Positions;
import io.offstage.gateway.tail.Subscription;
import io.offstage.gateway.tail.Tail;
import io.offstage.gateway.tail.TailEvent;
import io.offstage.topic.LifecycleEvent;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/**
 * Framing B: the tasks of a scope. On connect every running task, or, with a cursor, what has
 * happened since; then live. Every frame that completes a record bears a cursor; a comment on a
 * quiet stream bears the newest.
 */
public final class TaskStream {

  /** Frames written before a flush while more are waiting. */
  private static final int MOST_UNFLUSHED = 64;

  private final Tail tail;
  private final Subscription subscription;
  private final InstantSource clock;
  private final SseWriter out;
  private final TaskOrder order = new TaskOrder();
  private Positions positions;

  /** Offsets that the client has passed although this gateway has not. */
  private Map<TopicPartition, Long> ahead = Map.of();

  public TaskStream(Tail tail, Subscription subscription, InstantSource clock, SseWriter out) {
    this.tail = tail;
    this.subscription = subscription;
    this.clock = clock;
    this.out = out;
    this.positions = subscription.start();
  }

  /** What every stream begins with. */
  public void open() throws IOException {
    out.write(SseWriter.bytes("retry: 1000\n\n"));
    out.flush();
  }

  /** Shows the running tasks. */
  public void snapshot() throws IOException {
    state(subscription.running());
  }

  /**
   * Shows that events are missing, and then the tasks as they stand.
   *
   * @param tasks their latest snapshots
   */
  public void gap(List<LifecycleRecord> tasks) throws IOException {
    out.write(SseWriter.bytes("event: gap\ndata: {}\n\n"));
    state(tasks);
  }

  private void state(List<LifecycleRecord> tasks) throws IOException {
    for (LifecycleRecord task : tasks) {
      Optional<LifecycleEvent> event = order.begin(task);
      if (event.isPresent()) {
        out.write(Frames.of(event.get(), "").plain());
      }
    }
    out.write(SseWriter.bytes("id: " + cursor(order.heldFrom()) + "\n\n"));
    out.flush();
  }

  /**
   * Shows what was read between a cursor and this stream's beginning.
   *
   * @return false if there was too much of it
   */
  public boolean replay(TaskReplay replay) throws IOException {
    subscription.running().stream()
        .filter(replay::hasBeenSeen)
        .forEach(task -> order.introduce(task, task.version()));
    positions = replay.start();
    boolean all =
        replay.read(
            first -> order.introduce(first, first.version() - 1),
            (event, reached) -> {
              positions = reached;
              show(event);
            });
    write(order.release(clock.instant()));
    ahead = replay.ahead();
    positions = subscription.start();
    out.flush();
    return all;
  }

  /** Shows what comes, until the client goes, or is too slow, or the gateway stops. */
  public void follow() throws IOException, InterruptedException {
    int unflushed = 0;
    while (!subscription.isOver()) {
      TailEvent event = subscription.poll(unflushed > 0 ? Duration.ZERO : patience());
      if (event != null) {
        positions = event.positionsAfter();
        if (isNews(event)) {
          show(event);
          unflushed++;
        }
      }
      if (unflushed > 0 && (event == null || unflushed >= MOST_UNFLUSHED)) {
        out.flush();
        unflushed = 0;
      }
      if (event == null) {
        write(order.release(clock.instant()));
        heartbeat();
      }
    }
    out.comment("this stream was cut: its reader is too slow, or the gateway stops; resume it");
    out.flush();
  }

  /** Whether the client has not seen it already, from a gateway that was ahead of this one. */
  private boolean isNews(TailEvent event) {
    boolean news = event.offset() >= ahead.getOrDefault(event.partition(), 0L);
    if (!news && event instanceof LifecycleRecord seen) {
      order.introduce(seen, seen.version());
    }
    return news;
  }

  private Duration patience() {
    Duration heartbeat = out.untilHeartbeat();
    return order
        .deadline()
        .map(at -> Duration.between(clock.instant(), at))
        .filter(hold -> hold.compareTo(heartbeat) < 0)
        .orElse(heartbeat);
  }

  private void heartbeat() throws IOException {
    if (out.isHeartbeatDue()) {
      tail.positionsIfDrained(subscription).ifPresent(p -> positions = p);
      out.write(SseWriter.bytes(": heartbeat\nid: " + cursor(order.heldFrom()) + "\n\n"));
      out.flush();
    }
  }

  private void show(TailEvent event) throws IOException {
    Instant now = clock.instant();
    write(
        switch (event) {
          case LifecycleRecord record -> order.add(record, now);
          case OutputEntry output -> order.add(output, now);
        });
  }

  private void write(List<TaskOrder.Shown> shown) throws IOException {
    List<Map<TopicPartition, Long>> unshown = unshownAfterEach(shown);
    for (int i = 0; i < shown.size(); i++) {
      TaskOrder.Shown one = shown.get(i);
      boolean exact =
          unshown.get(i).isEmpty()
              && ahead.isEmpty()
              && one.source().positionsAfter().equals(positions);
      if (exact && one.isWhole()) {
        out.write(one.source().rendered(Frames.class, () -> frames(one)).shared());
      } else {
        out.write(frames(one).with(cursor(unshown.get(i))));
      }
    }
  }

  private Frames frames(TaskOrder.Shown shown) {
    String cursor = Cursor.text(clock.instant(), shown.source().positionsAfter(), tail.options());
    return switch (shown) {
      case TaskOrder.Shown.Event event -> Frames.of(event.event(), cursor);
      case TaskOrder.Shown.Output output -> Frames.of(output.task(), output.chunks(), cursor);
    };
  }

  /** Per event, the first offset of each lifecycle partition that stands after it or is held. */
  private List<Map<TopicPartition, Long>> unshownAfterEach(List<TaskOrder.Shown> shown) {
    List<Map<TopicPartition, Long>> after = new ArrayList<>();
    Map<TopicPartition, Long> unshown = order.heldFrom();
    for (TaskOrder.Shown one : shown.reversed()) {
      after.add(Map.copyOf(unshown));
      if (one instanceof TaskOrder.Shown.Event event) {
        unshown.merge(event.source().partition(), event.source().offset(), Math::min);
      }
    }
    return after.reversed();
  }

  private String cursor(Map<TopicPartition, Long> unshown) {
    Map<TopicPartition, Long> corrected = new HashMap<>(ahead);
    corrected.entrySet().removeIf(e -> e.getValue() <= positions.of(e.getKey()));
    corrected.putAll(unshown);
    return Cursor.text(clock.instant(), positions.with(corrected), tail.options());
  }
}
