package io.offstage.gateway.stream;

import io.offstage.gateway.tail.Cursor;
import io.offstage.gateway.tail.Interest;
import io.offstage.gateway.tail.LifecycleRecord;
import io.offstage.gateway.tail.LogReader;
import io.offstage.gateway.tail.OutputEntry;
import io.offstage.gateway.tail.Positions;
import io.offstage.gateway.tail.Subscription;
import io.offstage.gateway.tail.TailEvent;
import io.offstage.gateway.tail.TailOptions;
import io.offstage.topic.PoolTopics;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/**
 * What happened between a cursor and a subscription's beginning, read from the log: per partition
 * the lifecycle events in scope and the output of their tasks, in the order in which the broker got
 * them.
 */
public final class TaskReplay implements AutoCloseable {

  private static final long MOST_BYTES = 64L << 20;

  private final TailOptions options;
  private final Interest interest;
  private final Set<String> runningIds = new HashSet<>();
  private final Positions end;
  private final Positions start;
  private final LogReader log;
  private final boolean complete;

  /**
   * Finds out where to read.
   *
   * @param cursor how far the client has come; it may be ahead of this gateway
   */
  public TaskReplay(TailOptions options, Subscription subscription, Cursor cursor) {
    this.options = options;
    this.interest = subscription.interest();
    this.end = subscription.start();
    subscription.running().forEach(task -> runningIds.add(task.taskId()));
    this.log = LogReader.open(options);
    Map<TopicPartition, Long> from = new HashMap<>(cursor.next());
    from.keySet().retainAll(end.partitions());
    List<TopicPartition> unread =
        end.partitions().stream().filter(p -> !from.containsKey(p)).toList();
    if (!unread.isEmpty()) {
      from.putAll(log.offsetsAt(unread, cursor.at()));
    }
    this.start = end.with(from);
    this.complete =
        log.beginnings(end.partitions()).entrySet().stream()
            .allMatch(first -> start.of(first.getKey()) >= first.getValue() || isOutput(first));
  }

  /** Output is kept for a day only: what is gone of it is no gap. */
  private boolean isOutput(Map.Entry<TopicPartition, Long> first) {
    return options.pools().stream()
        .anyMatch(
            pool -> new PoolTopics(options.prefix(), pool).output().equals(first.getKey().topic()));
  }

  /** Whether the log still holds every event since the cursor. */
  public boolean isComplete() {
    return complete;
  }

  /** Where the client is. */
  Positions start() {
    return start;
  }

  /** Offsets that the client has passed and the subscription has not reached. */
  Map<TopicPartition, Long> ahead() {
    Map<TopicPartition, Long> ahead = new HashMap<>();
    for (TopicPartition partition : end.partitions()) {
      if (start.of(partition) > end.of(partition)) {
        ahead.put(partition, start.of(partition));
      }
    }
    return ahead;
  }

  /** Whether the client has seen this snapshot. */
  boolean hasBeenSeen(TailEvent record) {
    return record.offset() < start.of(record.partition());
  }

  /** What is done with each record, and where the stream has come with it. */
  interface Each {
    void accept(TailEvent event, Positions reached) throws IOException;
  }

  /** A task of which only later records may be shown. */
  interface Introduce {
    void accept(LifecycleRecord first);
  }

  /**
   * Reads everything.
   *
   * @return false if one partition held more than is read back for one client
   */
  boolean read(Introduce introduce, Each each) throws IOException {
    try {
      readAll(introduce, each);
      return true;
    } catch (ReplayTooLarge e) {
      return false;
    }
  }

  private void readAll(Introduce introduce, Each each) throws IOException {
    Positions reached = start;
    for (String pool : options.pools()) {
      PoolTopics names = new PoolTopics(options.prefix(), pool);
      for (int p = 0; end.of(new TopicPartition(names.lifecycle(), p)) >= 0; p++) {
        TopicPartition lifecycle = new TopicPartition(names.lifecycle(), p);
        TopicPartition output = new TopicPartition(names.output(), p);
        for (LogReader.Past past : read(lifecycle, output, introduce)) {
          TailEvent event = past.event();
          reached = reached.with(Map.of(event.partition(), event.offset() + 1));
          each.accept(event, reached);
        }
        reached = reached.with(later(lifecycle, output));
      }
    }
  }

  private Map<TopicPartition, Long> later(TopicPartition lifecycle, TopicPartition output) {
    return Map.of(
        lifecycle, Math.max(start.of(lifecycle), end.of(lifecycle)),
        output, Math.max(start.of(output), end.of(output)));
  }

  private List<LogReader.Past> read(
      TopicPartition lifecycle, TopicPartition output, Introduce introduce) {
    List<LogReader.Past> found = new ArrayList<>();
    Set<String> ids = new HashSet<>(runningIds);
    Set<String> introduced = new HashSet<>();
    long[] bytes = {0};
    log.read(
        lifecycle,
        start.of(lifecycle),
        end.of(lifecycle),
        past -> {
          if (past.event() instanceof LifecycleRecord record && interest.matches(record.scope())) {
            ids.add(record.taskId());
            if (introduced.add(record.taskId())) {
              introduce.accept(record);
            }
            add(past, found, bytes);
          }
        });
    log.read(
        output,
        start.of(output),
        end.of(output),
        past -> {
          if (past.event() instanceof OutputEntry entry && ids.contains(entry.taskId())) {
            add(past, found, bytes);
          }
        });
    // The sort is stable: of one moment, the event comes before the output.
    found.sort(Comparator.comparingLong(LogReader.Past::timestamp));
    return found;
  }

  private static void add(LogReader.Past past, List<LogReader.Past> found, long[] bytes) {
    bytes[0] += past.event().value().length;
    if (bytes[0] > MOST_BYTES) {
      throw new ReplayTooLarge();
    }
    found.add(past);
  }

  private static final class ReplayTooLarge extends RuntimeException {
    private static final long serialVersionUID = 1;

    ReplayTooLarge() {
      super("More than " + MOST_BYTES + " bytes since the cursor in one partition");
    }
  }

  @Override
  public void close() {
    log.close();
  }
}
