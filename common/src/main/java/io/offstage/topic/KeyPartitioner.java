package io.offstage.topic;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Utils;

/** Which partition a concurrency key belongs to: murmur2, as Java's default partitioner has it. */
public final class KeyPartitioner {

  private KeyPartitioner() {}

  /**
   * The partition of a key.
   *
   * @param key a concurrency key
   * @param partitions of the topic; the answer is below it
   */
  public static int partitionOf(String key, int partitions) {
    return Utils.toPositive(Utils.murmur2(key.getBytes(StandardCharsets.UTF_8))) % partitions;
  }
}
