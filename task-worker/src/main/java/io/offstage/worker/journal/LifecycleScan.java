package io.offstage.worker.journal;

import io.offstage.task.Position;
import io.offstage.task.Task;
import io.offstage.task.TaskStatus;
import io.offstage.topic.LifecycleCodec;
import io.offstage.topic.LifecycleHeaders;
import io.offstage.topic.MalformedRecord;
import io.offstage.topic.PoolRules;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
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

  /** A snapshot and where it stands. */
  private record Latest(Task task, long offset) {}

  private final LifecycleCodec codec;
  private final int partition;
  private final boolean wholePartition;
  private final int remembered;
  private final Map<String, Latest> live = new LinkedHashMap<>();
  private final Set<String> ended = new LinkedHashSet<>();
  private long highestStart = -1;
  private long scanned;

  /**
   * A scan of one partition.
   *
   * @param wholePartition whether to look for the highest start among ended tasks too, which means
   *     parsing them
   * @param remembered how many ended ids are kept
   */
  LifecycleScan(PoolRules rules, int partition, boolean wholePartition, int remembered) {
    this.codec = new LifecycleCodec(rules);
    this.partition = partition;
    this.wholePartition = wholePartition;
    this.remembered = remembered;
  }

  void read(ConsumerRecord<byte[], byte[]> record) throws MalformedRecord {
    scanned++;
    byte[] key = record.key();
    if (key == null || record.value() == null) {
      return;
    }
    String id = new String(key, StandardCharsets.UTF_8);
    if (wholePartition || !isTerminal(record.headers().lastHeader(LifecycleHeaders.STATUS))) {
      Task task = codec.decode(record.value()).task();
      Position start = task.startedFrom();
      if (start.partition() == partition) {
        highestStart = Math.max(highestStart, start.offset());
      }
      live.remove(id);
      if (task.isLive()) {
        live.put(id, new Latest(task, record.offset()));
        return;
      }
    }
    live.remove(id);
    ended.add(id);
    if (ended.size() > remembered) {
      ended.remove(ended.iterator().next());
    }
  }

  private static boolean isTerminal(@Nullable Header status) {
    return status != null
        && TaskStatus.ofWireName(new String(status.value(), StandardCharsets.UTF_8))
            .map(TaskStatus::isTerminal)
            .orElse(false);
  }

  List<Task> live() {
    List<Task> tasks = new ArrayList<>(live.size());
    live.values().forEach(latest -> tasks.add(latest.task()));
    return tasks;
  }

  LiveOffsets liveOffsets(long end) {
    LiveOffsets offsets = new LiveOffsets(end);
    live.forEach((id, latest) -> offsets.committed(id, true, latest.offset()));
    return offsets;
  }

  Collection<String> ended() {
    return ended;
  }

  /**
   * Records of the command topic are consumed in order: those below this offset have been, even if
   * somebody has set the committed offset back since.
   */
  long takenBelow() {
    return highestStart + 1;
  }

  long scanned() {
    return scanned;
  }
}
