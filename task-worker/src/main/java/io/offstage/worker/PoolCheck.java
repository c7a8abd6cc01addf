package io.offstage.worker;

import io.offstage.settings.Settings;
import io.offstage.topic.PoolTopics;
import io.offstage.topic.TopicAdmin;
import io.offstage.topic.TopicFinding;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the pools' topics are there and fit together, before a worker touches them. All pools': a
 * task of one may have its parent or its children in another.
 */
final class PoolCheck {

  private static final Logger LOG = LoggerFactory.getLogger(PoolCheck.class);

  private PoolCheck() {}

  /**
   * The number of partitions that the pool's topics have.
   *
   * @throws IllegalStateException if tasks would be lost or not be run; the message says what to do
   */
  static int partitions(Admin admin, Settings settings, PoolTopics topics) {
    TopicAdmin all = new TopicAdmin(admin, settings);
    List<TopicFinding> findings = all.check();
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
    return Objects.requireNonNull(all.partitions().get(topics.commands()));
  }
}
