package io.offstage.worker;

import io.offstage.topic.PoolTopics;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Whether a pool's topics are there and fit together, before a worker touches them. */
final class PoolCheck {

  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final Admin admin;
  private final PoolTopics topics;

  PoolCheck(Admin admin, PoolTopics topics) {
    this.admin = admin;
    this.topics = topics;
  }

  /**
   * The number of partitions that the pool's three topics have.
   *
   * @throws IllegalStateException if one is missing or the numbers differ; the message says what to
   *     do
   */
  int partitions() {
    Map<String, Integer> found = new TreeMap<>();
    try {
      Map<String, TopicDescription> described =
          admin
              .describeTopics(topics.all())
              .allTopicNames()
              .get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
      described.forEach((name, topic) -> found.put(name, topic.partitions().size()));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        throw new IllegalStateException(
            "pool %s: not all of its topics %s exist; `offstage topics apply` makes them"
                .formatted(topics.pool(), topics.all()),
            e);
      }
      throw new KafkaException("could not look at the topics of pool " + topics.pool(), e);
    } catch (TimeoutException e) {
      throw new KafkaException(
          "Kafka did not answer within " + TIMEOUT.toSeconds() + " s about pool " + topics.pool(),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted", e);
    }
    if (found.values().stream().distinct().count() != 1) {
      throw new IllegalStateException(
          "pool %s: its topics must have the same number of partitions, but have %s; recreate the one that differs"
              .formatted(topics.pool(), found));
    }
    return found.values().iterator().next();
  }
}
