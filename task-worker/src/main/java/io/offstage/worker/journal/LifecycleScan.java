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
import io.offstage.worker.compact.IdTable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * Folds the records of a lifecycle partition, oldest first, into what lives and what has ended.
 * Keeps the snapshots of live tasks while they are few, and understands each task's last alone; of
 * many, only where they stand.
 */
final class LifecycleScan {

  /** What headers and the broker's own fields take, roughly. */
  private static final int OVERHEAD_BYTES = 200;

  private static final int MOST_TASKS = 5_000;

  private final LifecycleCodec codec;
  private final int partition;
  private final boolean wholePartition;
  private final int remembered;
  private final LiveOffsets scanned;
  private final LiveOffsets live;
  private final CopyForward forward;
  private final IdTable ids = new IdTable();
  private final ArrayDeque<Integer> freeSlots = new ArrayDeque<>();
  private final Map<Integer, byte[]> snapshots = new HashMap<>();
  private final Set<String> ended = new LinkedHashSet<>();
  private final Map<String, Permit> permits = new LinkedHashMap<>();
  private boolean tooMany;
  private long highestTaken = -1;
  private long records;

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
    this.scanned = new LiveOffsets(end);
    this.live = new LiveOffsets(end);
    this.forward = new CopyForward(bounds, live);
  }

  static long sizeOf(int keySize, int valueSize) {
    return (long) keySize + valueSize + OVERHEAD_BYTES;
  }

  void read(ConsumerRecord<byte[], byte[]> record) throws MalformedRecord {
    records++;
    forward.written(
        record.offset(),
        sizeOf(record.serializedKeySize(), record.serializedValueSize()),
        record.timestamp());
    byte[] key = record.key();
    if (key == null) {
      return;
    }
    if (PermitCodec.isPermit(key)) {
      permit(new String(key, StandardCharsets.UTF_8), record);
      return;
    }
    if (record.value() == null) {
      return;
    }
    String id = new String(key, StandardCharsets.UTF_8);
    TaskStatus status = status(record.headers().lastHeader(LifecycleHeaders.STATUS));
    boolean alive =
        (wholePartition || status == null) ? isLive(record.value()) : !status.isTerminal();
    if (alive) {
      live(id, record.value(), record.offset());
    } else {
      ended(id, record.offset());
    }
  }

  /** Looks into a snapshot. */
  private boolean isLive(byte[] snapshot) throws MalformedRecord {
    Task task = codec.decode(snapshot).task();
    Position start = task.startedFrom();
    if (start.partition() == partition) {
      highestTaken = Math.max(highestTaken, start.offset());
    }
    return task.isLive();
  }

  private void permit(String key, ConsumerRecord<byte[], byte[]> record) throws MalformedRecord {
    permits.remove(key);
    scanned.permit(key, record.value() != null, record.offset());
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

  private void live(String id, byte[] snapshot, long offset) {
    int slot = ids.find(id);
    if (slot < 0) {
      slot = freeSlots.isEmpty() ? ids.size() : freeSlots.pop();
      ids.put(slot, id);
    }
    scanned.committed(slot, true, offset);
    if (!tooMany) {
      snapshots.put(slot, snapshot);
      tooMany = snapshots.size() > MOST_TASKS;
    }
    if (tooMany) {
      snapshots.clear();
    }
  }

  private void ended(String id, long offset) {
    int slot = ids.find(id);
    if (slot >= 0) {
      scanned.committed(slot, false, offset);
      ids.remove(slot);
      freeSlots.push(slot);
      snapshots.remove(slot);
    }
    ended.add(id);
    if (ended.size() > remembered) {
      ended.remove(ended.iterator().next());
    }
  }

  private static @Nullable TaskStatus status(@Nullable Header header) {
    return header == null
        ? null
        : TaskStatus.ofWireName(new String(header.value(), StandardCharsets.UTF_8)).orElse(null);
  }

  /**
   * The live tasks in the order of their snapshots; empty where there are too many to hold.
   *
   * @throws MalformedRecord if a task's last snapshot cannot be understood
   */
  List<Task> tasks() throws MalformedRecord {
    List<Task> all = new ArrayList<>(snapshots.size());
    if (!tooMany) {
      for (long at : scanned.oldest(scanned.size(), scanned.end())) {
        int slot = scanned.slotAt(at);
        if (slot != LiveOffsets.PERMIT) {
          all.add(codec.decode(Objects.requireNonNull(snapshots.get(slot))).task());
        }
      }
    }
    return all;
  }

  /** Permits that have not been released. */
  List<Permit> permits() {
    return List.copyOf(permits.values());
  }

  /** Where the live tasks stand, in slots from 0 on in the order of their snapshots. */
  LiveOffsets liveOffsets() {
    scanned.renumbered(live);
    return live;
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

  long records() {
    return records;
  }
}
