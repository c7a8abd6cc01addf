package io.offstage.gateway.tail;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.TopicPartition;

/** The next offset of every partition that is read, as of one moment. Immutable. */
public final class Positions {

  /** Which place each partition has; shared by all positions of one tail's reading. */
  private record Places(List<TopicPartition> partitions, Map<TopicPartition, Integer> places) {}

  private final Places places;
  private final long[] next;

  private Positions(Places places, long[] next) {
    this.places = places;
    this.next = next;
  }

  /** The positions of these partitions, in the same order. */
  static Positions of(List<TopicPartition> partitions, long[] next) {
    Map<TopicPartition, Integer> places = new HashMap<>();
    for (int i = 0; i < next.length; i++) {
      places.put(partitions.get(i), i);
    }
    return new Positions(new Places(List.copyOf(partitions), Map.copyOf(places)), next.clone());
  }

  public List<TopicPartition> partitions() {
    return places.partitions();
  }

  /** The place of a partition that is read. */
  int place(TopicPartition partition) {
    return Objects.requireNonNull(places.places().get(partition), partition::toString);
  }

  /** The next offset of a partition; −1 where it is not read. */
  public long of(TopicPartition partition) {
    Integer place = places.places().get(partition);
    return place == null ? -1 : next[place];
  }

  /** The same positions with other offsets for some partitions. */
  public Positions with(Map<TopicPartition, Long> others) {
    if (others.isEmpty()) {
      return this;
    }
    long[] changed = next.clone();
    others.forEach((partition, offset) -> changed[place(partition)] = offset);
    return new Positions(places, changed);
  }

  public Map<TopicPartition, Long> asMap() {
    Map<TopicPartition, Long> all = new HashMap<>();
    for (int i = 0; i < next.length; i++) {
      all.put(places.partitions().get(i), next[i]);
    }
    return all;
  }

  long[] copy() {
    return next.clone();
  }

  /** The same partitions at other offsets, which are not copied. */
  Positions at(long[] offsets) {
    return new Positions(places, offsets);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Positions p
        && partitions().equals(p.partitions())
        && Arrays.equals(next, p.next);
  }

  @Override
  public int hashCode() {
    return 31 * partitions().hashCode() + Arrays.hashCode(next);
  }

  @Override
  public String toString() {
    return asMap().toString();
  }
}
