package io.offstage.worker;

import io.offstage.settings.Settings;
import io.offstage.topic.PoolTopics;
import io.offstage.topic.TopicAdmin;
import io.offstage.topic.TopicFinding;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether a pool's topics are there and fit together, before a worker touches them. */
final class PoolCheck {

  private static final Logger LOG = LoggerFactory.getLogger(PoolCheck.class);
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private PoolCheck() {}

  /**
   * The number of partitions that the pool's topics have.
   *
   * @throws IllegalStateException if tasks would be lost or not be run; the message says what to do
   */
  static int partitions(Admin admin, Settings settings, PoolTopics topics) {
    List<TopicFinding> findings = new TopicAdmin(admin, settings).check(topics.pool());
    String fatal =
        findings.stream()
            .filter(finding -> finding.weight() == TopicFinding.Weight.FATAL)
            .map(TopicFinding::sentence)
            .collect(Collectors.joining("\n"));
    if (!fatal.isEmpty()) {
      throw new IllegalStateException(fatal);
    }
    for (TopicFinding finding : findings) {
      if (finding.weight() == TopicFinding.Weight.WARNING) {
        LOG.atWarn().addKeyValue("topic", finding.topic()).log(finding.sentence());
      }
    }
    try {
      return admin
          .describeTopics(List.of(topics.commands()))
          .allTopicNames()
          .get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
          .values()
          .iterator()
          .next()
          .partitions()
          .size();
    } catch (ExecutionException | TimeoutException e) {
      throw new KafkaException("could not look at the topics of pool " + topics.pool(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted", e);
    }
  }
}
