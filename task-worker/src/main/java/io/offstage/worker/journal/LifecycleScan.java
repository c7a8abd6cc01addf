package io.offstage.worker.journal;

import io.offstage.task.Position;
import io.offstage.task.Task;
import io.offstage.task.TaskStatus;
import io.offstage.topic.LifecycleCodec;
import io.offstage.topic.LifecycleHeaders;
import io.offstage.topic.MalformedRecord;
import io.offstage.topic.Permit;
import io.offstage.topic.PermitCodec;
import io.offstage.topic.PoolRules;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** Folds the records of a lifecycle partition, oldest first, into what lives and what has ended. */
final class LifecycleScan {

  /** What headers and the broker's own fields take, roughly. */
  private static final int OVERHEAD_BYTES = 200;

  private final LifecycleCodec codec;
  private final int partition;
  private final boolean wholePartition;
  private final int remembered;
  private final LiveOffsets offsets;
  private final CopyForward forward;
  private final Map<String, Task> live = new LinkedHashMap<>();
  private final Set<String> ended = new LinkedHashSet<>();
  private final Map<String, Permit> permits = new LinkedHashMap<>();
  private long highestTaken = -1;
  private long scanned;

  /**
   * A scan of one partition.
   *
   * @param wholePartition whether to look for the highest start among ended tasks too, which means
   *     parsing them
   * @param remembered how many ended ids are kept
   * @param bounds for the next owner
   * @param end where the scan will end
   */
  LifecycleScan(
      PoolRules rules,
      int partition,
      boolean wholePartition,
      int remembered,
      RecoveryBounds bounds,
      long end) {
    this.codec = new LifecycleCodec(rules);
    this.partition = partition;
    this.wholePartition = wholePartition;
    this.remembered = remembered;
    this.offsets = new LiveOffsets(end);
    this.forward = new CopyForward(bounds, offsets);
  }

  static long sizeOf(int keySize, int valueSize) {
    return (long) keySize + valueSize + OVERHEAD_BYTES;
  }

  void read(ConsumerRecord<byte[], byte[]> record) throws MalformedRecord {
    scanned++;
    forward.written(
        record.offset(),
        sizeOf(record.serializedKeySize(), record.serializedValueSize()),
        record.timestamp());
    byte[] key = record.key();
    if (key == null) {
      return;
    }
    if (PermitCodec.isPermit(key)) {
      readPermit(new String(key, StandardCharsets.UTF_8), record);
      return;
    }
    if (record.value() == null) {
      return;
    }
    String id = new String(key, StandardCharsets.UTF_8);
    if (wholePartition || !isTerminal(record.headers().lastHeader(LifecycleHeaders.STATUS))) {
      Task task = codec.decode(record.value()).task();
      Position start = task.startedFrom();
      if (start.partition() == partition) {
        highestTaken = Math.max(highestTaken, start.offset());
      }
      live.remove(id);
      if (task.isLive()) {
        live.put(id, task);
        offsets.committed(id, true, record.offset());
        return;
      }
    }
    live.remove(id);
    offsets.committed(id, false, record.offset());
    ended.add(id);
    if (ended.size() > remembered) {
      ended.remove(ended.iterator().next());
    }
  }

  private void readPermit(String key, ConsumerRecord<byte[], byte[]> record)
      throws MalformedRecord {
    permits.remove(key);
    offsets.committed(key, record.value() != null, record.offset());
    if (record.value() != null) {
      permits.put(key, PermitCodec.decode(record.value()));
    }
    Header consumed = record.headers().lastHeader(LifecycleHeaders.CONSUMED);
    if (consumed != null) {
      highestTaken =
          Math.max(
              highestTaken, Long.parseLong(new String(consumed.value(), StandardCharsets.UTF_8)));
    }
  }

  private static boolean isTerminal(@Nullable Header status) {
    return status != null
        && TaskStatus.ofWireName(new String(status.value(), StandardCharsets.UTF_8))
            .map(TaskStatus::isTerminal)
            .orElse(false);
  }

  List<Task> live() {
    return List.copyOf(live.values());
  }

  /** Permits that have not been released. */
  List<Permit> permits() {
    return List.copyOf(permits.values());
  }

  LiveOffsets liveOffsets() {
    return offsets;
  }

  CopyForward forward() {
    return forward;
  }

  Collection<String> ended() {
    return ended;
  }

  /**
   * Records of the command topic are consumed in order: those below this offset have been, even if
   * somebody has set the committed offset back since.
   */
  long takenBelow() {
    return highestTaken + 1;
  }

  long scanned() {
    return scanned;
  }
}
