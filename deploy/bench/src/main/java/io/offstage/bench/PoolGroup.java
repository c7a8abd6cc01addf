package io.offstage.bench;

import io.offstage.settings.Settings;
import io.offstage.topic.PoolTopics;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/** The consumer group of a pool, as the broker sees it. */
final class PoolGroup implements AutoCloseable {

  private static final long LOOK_EVERY_NANOS = 20_000_000;

  private final Admin admin;
  private final PoolTopics topics;

  PoolGroup(Settings settings) {
    this.admin = Admin.create(settings.kafka().clientProperties());
    this.topics = Bench.topics(settings);
  }

  /** Each member's partitions by the name of its worker; empty while there is no group. */
  Map<String, Set<Integer>> members() throws InterruptedException {
    try {
      Map<String, ConsumerGroupDescription> groups =
          answer(admin.describeConsumerGroups(Set.of(topics.group())).all());
      return groups.values().stream()
          .flatMap(group -> group.members().stream())
          .collect(Collectors.toMap(MemberDescription::clientId, PoolGroup::partitions));
    } catch (GroupIdNotFoundException none) {
      return Map.of();
    }
  }

  private static Set<Integer> partitions(MemberDescription member) {
    return member.assignment().topicPartitions().stream()
        .map(TopicPartition::partition)
        .collect(Collectors.toSet());
  }

  /** Asks again and again until the members are as wished. */
  Map<String, Set<Integer>> await(Predicate<Map<String, Set<Integer>>> wish)
      throws InterruptedException {
    Map<String, Set<Integer>> members = members();
    while (!wish.test(members)) {
      LockSupport.parkNanos(LOOK_EVERY_NANOS);
      members = members();
    }
    return members;
  }

  /** Whether all that stands in the command topic has been taken. */
  boolean hasTakenAll() throws InterruptedException {
    Map<TopicPartition, OffsetSpec> latest =
        IntStream.range(0, Bench.PARTITIONS)
            .mapToObj(p -> new TopicPartition(topics.commands(), p))
            .collect(Collectors.toMap(p -> p, _ -> OffsetSpec.latest()));
    Map<TopicPartition, OffsetAndMetadata> taken =
        answer(admin.listConsumerGroupOffsets(topics.group()).partitionsToOffsetAndMetadata());
    return answer(admin.listOffsets(latest).all()).entrySet().stream()
        .allMatch(
            end -> {
              OffsetAndMetadata next = taken.get(end.getKey());
              return end.getValue().offset() == 0
                  || (next != null && next.offset() >= end.getValue().offset());
            });
  }

  private static <T> T answer(KafkaFuture<T> future) throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KafkaException cause ? cause : new KafkaException(e.getCause());
    }
  }

  @Override
  public void close() {
    admin.close();
  }
}
