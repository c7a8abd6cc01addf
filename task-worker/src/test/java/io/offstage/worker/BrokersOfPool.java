package io.offstage.worker;

import io.offstage.dev.DevInfra;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;

/** Which broker does what for a pool, where each log is on one broker alone. */
final class BrokersOfPool implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final DevInfra infra;
  private final TestPool pool;
  private final Admin admin;

  BrokersOfPool(DevInfra infra, TestPool pool) {
    this.infra = infra;
    this.pool = pool;
    // Impatient, since a broker that is held never answers, and another one is asked then.
    this.admin =
        Admin.create(
            Map.of(
                "bootstrap.servers", infra.bootstrapServers(),
                "request.timeout.ms", 2_000,
                "default.api.timeout.ms", 25_000));
  }

  /**
   * Three brokers with a part each.
   *
   * @param partition of the pool
   * @param offsets has the group's committed offsets
   * @param log has the lifecycle log of the partition; its commands are elsewhere or there, too
   * @param marker coordinates the transactions of {@code transactionalId}, and has nothing else
   */
  record Parts(int partition, int offsets, int log, int marker, String transactionalId) {}

  /** From where on transactions are undecided, and where the log ends. */
  record Marks(long stable, long end) {}

  /** Looks for a partition and a transactional id for which each broker has one part. */
  Parts parts() throws Exception {
    List<Integer> offsets = leaders("__consumer_offsets");
    int group = offsets.get(Math.floorMod(hash(pool.topics.group()), offsets.size()));
    List<Integer> commands = leaders(pool.topics.commands());
    List<Integer> lifecycle = leaders(pool.topics.lifecycle());
    for (int partition = 0; partition < pool.partitions; partition++) {
      int log = lifecycle.get(partition);
      int marker = 1 + 2 + 3 - group - log;
      if (log != group && commands.get(partition) != marker) {
        return new Parts(partition, group, log, marker, transactionalIdOn(marker));
      }
    }
    throw new AssertionError("no partition whose parts are apart");
  }

  private String transactionalIdOn(int broker) throws Exception {
    List<Integer> coordinators = leaders("__transaction_state");
    return IntStream.iterate(0, i -> i + 1)
        .mapToObj(i -> "of-old-" + i)
        .filter(id -> coordinators.get(hash(id) % coordinators.size()) == broker)
        .findFirst()
        .orElseThrow();
  }

  /** As brokers choose the partition of their own topics. */
  private static int hash(String id) {
    return id.hashCode() & Integer.MAX_VALUE;
  }

  private List<Integer> leaders(String topic) throws Exception {
    TopicDescription described =
        admin
            .describeTopics(List.of(topic))
            .topicNameValues()
            .values()
            .iterator()
            .next()
            .get(30, TimeUnit.SECONDS);
    return described.partitions().stream().map(p -> p.leader().id()).toList();
  }

  /** Of the broker with the offsets, which is never disturbed. */
  String address(Parts parts) {
    return infra.broker(parts.offsets()).address();
  }

  /** Waits until no transaction can change the partition's committed offset any more. */
  void awaitStableOffset(int partition) {
    TopicPartition commands = new TopicPartition(pool.topics.commands(), partition);
    Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () ->
                admin
                    .listConsumerGroupOffsets(
                        Map.of(pool.topics.group(), new ListConsumerGroupOffsetsSpec()),
                        new ListConsumerGroupOffsetsOptions().requireStable(true))
                    .partitionsToOffsetAndMetadata(pool.topics.group())
                    .get(30, TimeUnit.SECONDS)
                    .containsKey(commands));
  }

  /** Waits until the others know that a broker does not answer. */
  void awaitGone(int node) {
    Awaitility.await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(
            () ->
                admin.describeCluster().nodes().get(30, TimeUnit.SECONDS).stream()
                    .noneMatch(broker -> broker.id() == node));
  }

  Marks marks(Parts parts) {
    return new Marks(
        end(parts, IsolationLevel.READ_COMMITTED), end(parts, IsolationLevel.READ_UNCOMMITTED));
  }

  /** By a client that knows nobody yet, so that it does not ask the broker that is held. */
  private long end(Parts parts, IsolationLevel seen) {
    TopicPartition lifecycle = new TopicPartition(pool.topics.lifecycle(), parts.partition());
    try (Admin fresh = Admin.create(Map.of("bootstrap.servers", address(parts)))) {
      return fresh
          .listOffsets(Map.of(lifecycle, OffsetSpec.latest()), new ListOffsetsOptions(seen))
          .partitionResult(lifecycle)
          .get(30, TimeUnit.SECONDS)
          .offset();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    admin.close();
  }
}
