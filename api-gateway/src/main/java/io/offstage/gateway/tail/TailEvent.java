package io.offstage.gateway.tail;

import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * One record, shared by all subscriptions it was handed to. What they make of it is made once, by
 * whoever asks first.
 */
public abstract sealed class TailEvent permits LifecycleRecord, OutputEntry {

  private final String taskId;
  private final String pool;
  private final TopicPartition partition;
  private final long offset;
  private final byte[] value;
  private final Reading reading;
  private final int step;

  // Guarded by this event's monitor: several readers may ask at once, and none of them owns it.
  private @Nullable Object rendering;
  private @Nullable Positions after;

  TailEvent(Source source, String taskId, byte[] value) {
    this.taskId = taskId;
    this.pool = source.pool();
    this.partition = source.partition();
    this.offset = source.offset();
    this.value = value;
    this.reading = source.reading();
    this.step = source.step();
  }

  /**
   * Where a record comes from.
   *
   * @param step the place of its partition in the reading
   */
  record Source(String pool, TopicPartition partition, long offset, Reading reading, int step) {}

  public final String taskId() {
    return taskId;
  }

  public final String pool() {
    return pool;
  }

  public final TopicPartition partition() {
    return partition;
  }

  public final long offset() {
    return offset;
  }

  /** The record's value. Not to be changed. */
  public final byte[] value() {
    return value;
  }

  /** The tail's positions when it had dispatched this record and nothing after it. */
  public final synchronized Positions positionsAfter() {
    if (after == null) {
      after = reading.after(step, offset + 1);
    }
    return after;
  }

  /**
   * What a reader sends for this record, made once and shared.
   *
   * @param maker called at most once for all readers; every one of them makes the same of it
   */
  public final synchronized <T> T rendered(Class<T> type, Supplier<T> maker) {
    if (rendering == null) {
      rendering = maker.get();
    }
    return type.cast(rendering);
  }
}
