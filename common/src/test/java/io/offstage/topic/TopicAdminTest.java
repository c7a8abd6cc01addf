package io.offstage.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.offstage.dev.DevInfra;
import io.offstage.settings.Settings;
import io.offstage.topic.TopicFinding.Weight;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TopicAdminTest {

  private final String prefix = "t" + UUID.randomUUID().toString().substring(0, 8) + ".";
  private final Settings settings =
      Settings.of(
          "kafka.bootstrap.servers=" + DevInfra.shared().bootstrapServers(),
          "topics.prefix=" + prefix,
          "topics.partitions=3");
  private final Admin admin = Admin.create(settings.kafka().clientProperties());
  private final TopicAdmin topics = new TopicAdmin(admin, settings);

  @AfterEach
  void close() {
    admin.close();
  }

  @Test
  void applyMakesWhatPlanNamesAndThenNothingIsLeftToDo() {
    List<TopicChange> planned = topics.plan();
    assertThat(planned).hasSize(8).allMatch(TopicChange.Create.class::isInstance);
    assertThat(planned.getFirst())
        .hasToString(
            "create %sbackground-tasks.agents: 3 partitions, replication 1".formatted(prefix));
    assertThat(topics.check("tools"))
        .filteredOn(finding -> finding.weight() == Weight.FATAL)
        .hasSize(5);

    assertThat(topics.apply(TopicAdmin.Alter.NOTHING)).isEqualTo(planned);

    assertThat(topics.plan()).isEmpty();
    assertThat(topics.apply(TopicAdmin.Alter.CONFIGS)).isEmpty();
    assertThat(topics.check())
        .singleElement()
        .satisfies(finding -> assertThat(finding.weight()).isEqualTo(Weight.NOTE));
  }

  @Test
  void anIdempotentProducerWritesToFreshTopicsAtOnce() throws Exception {
    topics.apply(TopicAdmin.Alter.NOTHING);

    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            settings.kafka().clientProperties(),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      PoolTopics tools = new PoolTopics(prefix, "tools");
      for (String topic : tools.all()) {
        assertThat(
                producer
                    .send(new ProducerRecord<>(topic, 2, new byte[1], new byte[1]))
                    .get()
                    .offset())
            .isZero();
      }
    }
  }

  @Test
  void anExistingTopicIsAlteredOnlyWhereAskedAndNeverGrown() throws Exception {
    String lifecycle = new PoolTopics(prefix, "tools").lifecycle();
    admin
        .createTopics(
            List.of(
                new NewTopic(lifecycle, 2, (short) 1)
                    .configs(Map.of("cleanup.policy", "delete", "segment.ms", "21600000"))))
        .all()
        .get();

    topics.apply(TopicAdmin.Alter.NOTHING);

    assertThat(topics.plan())
        .contains(
            new TopicChange.Alter(lifecycle, "cleanup.policy", "delete", "compact,delete"),
            new TopicChange.Alter(
                lifecycle, "message.timestamp.type", "CreateTime", "LogAppendTime"))
        .allMatch(TopicChange.Alter.class::isInstance);
    assertThat(fatal()).contains("pool tools partitions", lifecycle + " cleanup.policy");

    topics.apply(TopicAdmin.Alter.CONFIGS);

    assertThat(topics.plan()).isEmpty();
    assertThat(fatal()).containsExactly("pool tools partitions");
  }

  @Test
  void aClusterThatDoesNotAnswerIsSaidSo() {
    try (Admin nowhere =
        Admin.create(
            Map.of(
                "bootstrap.servers",
                "127.0.0.1:1",
                "default.api.timeout.ms",
                "500",
                "request.timeout.ms",
                "400"))) {
      assertThatThrownBy(() -> new TopicAdmin(nowhere, settings).plan())
          .isInstanceOf(TopicsUnavailable.class)
          .hasMessageContaining("the brokers");
    }
  }

  private List<String> fatal() {
    return topics.check().stream()
        .filter(finding -> finding.weight() == Weight.FATAL)
        .map(finding -> finding.topic() + " " + finding.setting())
        .toList();
  }
}
