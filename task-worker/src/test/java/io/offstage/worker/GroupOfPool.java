package io.offstage.worker;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.awaitility.Awaitility;

/** What an operator, or time, may do to a pool's consumer group and to its logs. */
record GroupOfPool(TestPool pool) {

  private interface Call {
    KafkaFuture<?> on(Admin admin) throws Exception;
  }

  private void run(Call call) {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", pool.bootstrapServers()))) {
      call.on(admin).get(30, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** How long a silent member of the newer protocol stays one. */
  void expireSessionsAfter(Duration silence) {
    ConfigResource group = new ConfigResource(ConfigResource.Type.GROUP, pool.topics.group());
    run(
        admin ->
            admin
                .incrementalAlterConfigs(
                    Map.of(
                        group,
                        List.of(
                            set("consumer.session.timeout.ms", silence.toMillis()),
                            set("consumer.heartbeat.interval.ms", silence.toMillis() / 5))))
                .all());
  }

  private static AlterConfigOp set(String name, long value) {
    return new AlterConfigOp(new ConfigEntry(name, Long.toString(value)), AlterConfigOp.OpType.SET);
  }

  /** The members' client ids, which are the names of workers, each with its partitions. */
  Map<String, Set<Integer>> members() {
    Map<String, Set<Integer>> members = new HashMap<>();
    run(
        admin -> {
          var described =
              admin
                  .describeConsumerGroups(List.of(pool.topics.group()))
                  .describedGroups()
                  .values()
                  .iterator()
                  .next()
                  .get(30, TimeUnit.SECONDS);
          for (MemberDescription member : described.members()) {
            members.put(
                member.clientId(),
                member.assignment().topicPartitions().stream()
                    .map(TopicPartition::partition)
                    .collect(Collectors.toSet()));
          }
          return KafkaFuture.completedFuture(null);
        });
    return members;
  }

  /** Waits until so many members share all partitions, none without. */
  void awaitMembers(int count) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> {
              Collection<Set<Integer>> shares = members().values();
              return shares.size() == count
                  && shares.stream().noneMatch(Set::isEmpty)
                  && shares.stream().mapToInt(Set::size).sum() == pool.partitions;
            });
  }

  /** Sets every committed offset back to the beginning, as the broker's own tool does. */
  void rewind() {
    Map<TopicPartition, OffsetAndMetadata> beginning = new HashMap<>();
    commands().forEach(partition -> beginning.put(partition, new OffsetAndMetadata(0)));
    run(admin -> admin.alterConsumerGroupOffsets(pool.topics.group(), beginning).all());
  }

  /** What happens to the offsets of a group that is empty for a week. */
  void forgetOffsets() {
    run(admin -> admin.deleteConsumerGroupOffsets(pool.topics.group(), commands()).all());
  }

  /** Deletes the oldest records of a partition up to its end, as retention does. */
  void deleteAll(TopicPartition partition) {
    run(admin -> admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(-1))).all());
  }

  /** Lets the lifecycle topic keep records for so long and no longer; returns when brokers know. */
  void keepLifecycle(Duration retention) {
    ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, pool.topics.lifecycle());
    run(
        admin ->
            admin
                .incrementalAlterConfigs(
                    Map.of(
                        topic,
                        List.of(
                            set("retention.ms", retention.toMillis()),
                            set("segment.ms", retention.toMillis() / 4))))
                .all());
    Awaitility.await()
        .until(() -> Long.toString(retention.toMillis()).equals(config(topic, "retention.ms")));
  }

  private String config(ConfigResource resource, String name) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", pool.bootstrapServers()))) {
      return admin
          .describeConfigs(List.of(resource))
          .values()
          .values()
          .iterator()
          .next()
          .get(30, TimeUnit.SECONDS)
          .get(name)
          .value();
    }
  }

  /** Where a log begins now. */
  long startOf(TopicPartition partition) {
    return offset(partition, OffsetSpec.earliest());
  }

  /** Where a log ends now. */
  long endOf(TopicPartition partition) {
    return offset(partition, OffsetSpec.latest());
  }

  private long offset(TopicPartition partition, OffsetSpec spec) {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", pool.bootstrapServers()))) {
      return admin
          .listOffsets(Map.of(partition, spec))
          .partitionResult(partition)
          .get(30, TimeUnit.SECONDS)
          .offset();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private Set<TopicPartition> commands() {
    return IntStream.range(0, pool.partitions)
        .mapToObj(p -> new TopicPartition(pool.topics.commands(), p))
        .collect(Collectors.toSet());
  }
}
