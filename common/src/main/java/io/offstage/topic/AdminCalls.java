package io.offstage.topic;

import static java.util.stream.Collectors.toMap;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Calls of Kafka's admin client that share one deadline. For one thread and one use. */
final class AdminCalls {

  private static final Duration PAUSE = Duration.ofMillis(50);

  private final Admin admin;
  private final Duration patience;
  private final long deadline;

  AdminCalls(Admin admin, Duration patience) {
    this.admin = admin;
    this.patience = patience;
    this.deadline = System.nanoTime() + patience.toNanos();
  }

  ClusterTopics read(Collection<String> names) {
    int brokers =
        await(
                "the brokers",
                admin
                    .describeCluster(new DescribeClusterOptions().includeFencedBrokers(true))
                    .nodes())
            .size();
    Map<String, TopicDescription> present = describe(names);
    Map<ConfigResource, Config> configs =
        await(
            "the configs of topics",
            admin
                .describeConfigs(present.keySet().stream().map(AdminCalls::resource).toList())
                .all());
    Map<String, ClusterTopics.Found> found = new HashMap<>();
    present.forEach(
        (name, topic) ->
            found.put(
                name, found(topic, Objects.requireNonNull(configs.get(resource(name)), name))));
    return new ClusterTopics(brokers, found);
  }

  private Map<String, TopicDescription> describe(Collection<String> names) {
    Map<String, TopicDescription> present = new HashMap<>();
    admin
        .describeTopics(names)
        .topicNameValues()
        .forEach(
            (name, description) -> {
              try {
                present.put(name, get("topic " + name, description));
              } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                  throw refused("topic " + name, e);
                }
              }
            });
    return present;
  }

  private static ClusterTopics.Found found(TopicDescription topic, Config config) {
    return new ClusterTopics.Found(
        topic.partitions().size(),
        topic.partitions().stream().mapToInt(p -> p.replicas().size()).min().orElse(0),
        config.entries().stream()
            .filter(entry -> entry.value() != null)
            .collect(toMap(ConfigEntry::name, ConfigEntry::value)));
  }

  /** Topics that somebody else makes at the same time are as good. */
  void create(List<TopicSpec> specs) {
    List<NewTopic> topics = specs.stream().map(AdminCalls::newTopic).toList();
    admin
        .createTopics(topics)
        .values()
        .forEach(
            (name, created) -> {
              try {
                get("making topic " + name, created);
              } catch (ExecutionException e) {
                if (!(e.getCause() instanceof TopicExistsException)) {
                  throw refused("making topic " + name, e);
                }
              }
            });
  }

  private static NewTopic newTopic(TopicSpec spec) {
    return new NewTopic(
            spec.name(),
            Optional.of(spec.partitions()),
            spec.replication() < 0 ? Optional.empty() : Optional.of((short) spec.replication()))
        .configs(spec.configs());
  }

  void alter(List<TopicChange.Alter> changes) {
    Map<ConfigResource, Collection<AlterConfigOp>> operations = new HashMap<>();
    for (TopicChange.Alter change : changes) {
      operations
          .computeIfAbsent(resource(change.topic()), _ -> new ArrayList<>())
          .add(
              new AlterConfigOp(
                  new ConfigEntry(change.config(), change.should()), AlterConfigOp.OpType.SET));
    }
    await("altering topics", admin.incrementalAlterConfigs(operations).all());
  }

  /**
   * Returns when every partition has a leader that answers. A topic that was just made is known
   * before its partitions take records: the first batches of an idempotent producer would be
   * refused, and the producer would not recover from that until its delivery timeout.
   */
  void awaitPartitions(List<String> topics) {
    String what = "the partitions of " + topics;
    for (boolean ready = false; !ready; ) {
      Map<TopicPartition, OffsetSpec> ends = ends(describe(topics).values());
      ready = ends.keySet().stream().map(TopicPartition::topic).distinct().count() == topics.size();
      try {
        get(what, admin.listOffsets(ends).all());
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof RetriableException)) {
          throw refused(what, e);
        }
        ready = false;
      }
      if (!ready) {
        pause(what);
      }
    }
  }

  private static Map<TopicPartition, OffsetSpec> ends(Collection<TopicDescription> topics) {
    Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
    for (TopicDescription topic : topics) {
      topic
          .partitions()
          .forEach(
              p -> ends.put(new TopicPartition(topic.name(), p.partition()), OffsetSpec.latest()));
    }
    return ends;
  }

  private static ConfigResource resource(String topic) {
    return new ConfigResource(ConfigResource.Type.TOPIC, topic);
  }

  private <T> T await(String what, KafkaFuture<T> future) {
    try {
      return get(what, future);
    } catch (ExecutionException e) {
      throw refused(what, e);
    }
  }

  private <T> T get(String what, KafkaFuture<T> future) throws ExecutionException {
    try {
      return future.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new TopicsUnavailable(
          "Kafka has not answered about %s within %d ms".formatted(what, patience.toMillis()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TopicsUnavailable("Interrupted while waiting for " + what, e);
    }
  }

  private void pause(String what) {
    if (System.nanoTime() + PAUSE.toNanos() >= deadline) {
      throw new TopicsUnavailable(
          "%s are not ready after %d ms".formatted(what, patience.toMillis()), null);
    }
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TopicsUnavailable("Interrupted while waiting for " + what, e);
    }
  }

  private static TopicsUnavailable refused(String what, ExecutionException e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    return new TopicsUnavailable("Kafka refused: " + what + ": " + cause.getMessage(), cause);
  }
}
