package io.offstage.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.offstage.settings.Settings;
import io.offstage.topic.TopicFinding.Weight;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopicCheckTest {

  private static final String COMMANDS = "background-tasks.tools";
  private static final String LIFECYCLE = "background-task-lifecycle.tools";
  private static final String OUTPUT = "background-task-output.tools";
  private static final String LIMITS = "background-task-limits";
  private final TopicPlan plan = TopicPlan.of(Settings.of());
  private final Map<String, ClusterTopics.Found> topics = new HashMap<>();

  TopicCheckTest() {
    for (TopicSpec spec : plan.topics()) {
      topics.put(
          spec.name(),
          new ClusterTopics.Found(spec.partitions(), spec.replication(), spec.configs()));
    }
    TopicCheck.INTERNAL_TOPICS.forEach(
        name ->
            topics.put(name, new ClusterTopics.Found(50, 3, Map.of("min.insync.replicas", "2"))));
  }

  @Test
  void topicsAsPlannedAreFine() {
    assertThat(check(3)).isEmpty();
  }

  @Test
  void topicsOfOnePoolWithUnequalPartitionsAreFatal() {
    topics.computeIfPresent(OUTPUT, (_, t) -> new ClusterTopics.Found(12, 3, t.configs()));

    assertThat(check(3).getFirst())
        .satisfies(finding -> assertThat(finding.weight()).isEqualTo(Weight.FATAL))
        .extracting(TopicFinding::sentence)
        .asString()
        .startsWith(
            "pool tools: partitions is 24 in background-task-lifecycle.tools, 12 in"
                + " background-task-output.tools, 24 in background-tasks.tools, should be the same"
                + " in all three topics: ");
  }

  @Test
  void aMissingTopicIsFatalAndNamesTheCommandThatMakesIt() {
    topics.remove(LIFECYCLE);

    assertThat(check(3))
        .extracting(TopicFinding::sentence)
        .containsExactly(
            "background-task-lifecycle.tools: the topic is missing, should be there: run `offstage"
                + " topics apply`.");
  }

  @ParameterizedTest
  @CsvSource({
    COMMANDS + ", cleanup.policy, compact, FATAL",
    COMMANDS + ", cleanup.policy, 'compact,delete', FATAL",
    LIFECYCLE + ", cleanup.policy, delete, FATAL",
    LIFECYCLE + ", cleanup.policy, compact, WARNING",
    OUTPUT + ", cleanup.policy, compact, WARNING",
    COMMANDS + ", message.timestamp.type, CreateTime, FATAL",
    LIFECYCLE + ", message.timestamp.type, CreateTime, FATAL",
    OUTPUT + ", message.timestamp.type, CreateTime, WARNING",
    LIMITS + ", cleanup.policy, delete, WARNING",
    LIMITS + ", message.timestamp.type, CreateTime, WARNING",
    LIFECYCLE + ", retention.ms, 60000, FATAL",
    LIFECYCLE + ", retention.ms, -1, NOTE",
    LIFECYCLE + ", retention.ms, 9999999999, NOTE",
    LIFECYCLE + ", retention.bytes, 1000000, FATAL",
    OUTPUT + ", retention.ms, 60000, WARNING",
    OUTPUT + ", max.message.bytes, 1048588, FATAL",
    LIFECYCLE + ", min.compaction.lag.ms, 0, WARNING",
    LIFECYCLE + ", segment.ms, 604800000, NOTE",
    LIFECYCLE + ", min.insync.replicas, 1, WARNING",
    LIFECYCLE + ", unclean.leader.election.enable, true, WARNING",
  })
  void anotherConfigIsJudgedByWhatItWouldDo(
      String topic, String config, String value, Weight weight) {
    set(topic, config, value);

    assertThat(check(3))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.weight()).isEqualTo(weight);
              assertThat(finding.sentence())
                  .contains(topic, config, value, "offstage topics apply");
            });
  }

  @ParameterizedTest
  @CsvSource({
    LIFECYCLE + ", cleanup.policy, 'delete, compact'",
    LIFECYCLE + ", min.cleanable.dirty.ratio, 0.30",
    LIFECYCLE + ", max.message.bytes, 8388608",
    LIFECYCLE + ", min.compaction.lag.ms, 172800000",
  })
  void whatMeansTheSameOrDoesNoHarmIsNoFinding(String topic, String config, String value) {
    set(topic, config, value);

    assertThat(check(3)).isEmpty();
  }

  @Test
  void replicationMattersFromThreeBrokersOnAlsoForKafkasOwnTopics() {
    topics.replaceAll((_, t) -> new ClusterTopics.Found(t.partitions(), 1, t.configs()));
    topics.computeIfPresent(
        "__transaction_state",
        (_, t) -> new ClusterTopics.Found(50, 3, Map.of("min.insync.replicas", "1")));

    assertThat(check(3))
        .allSatisfy(finding -> assertThat(finding.weight()).isEqualTo(Weight.WARNING))
        .extracting(TopicFinding::topic, TopicFinding::setting)
        .contains(
            tuple(LIFECYCLE, "replication"),
            tuple("__consumer_offsets", "replication"),
            tuple("__transaction_state", "min.insync.replicas"))
        .hasSize(10);
  }

  @Test
  void oneBrokerIsWorthANoteAndNothingMore() {
    topics.replaceAll(
        (_, t) -> {
          Map<String, String> configs = new HashMap<>(t.configs());
          configs.put("min.insync.replicas", "1");
          return new ClusterTopics.Found(t.partitions(), 1, configs);
        });

    assertThat(check(1))
        .singleElement()
        .extracting(TopicFinding::toString)
        .isEqualTo(
            "NOTE all topics: replication is 1, should be 3: the cluster has 1 broker, and topics"
                + " are made with as many replicas.");
  }

  private List<TopicFinding> check(int brokers) {
    return TopicCheck.of(plan, new ClusterTopics(brokers, topics));
  }

  private void set(String topic, String config, String value) {
    topics.computeIfPresent(
        topic,
        (_, found) -> {
          Map<String, String> configs = new HashMap<>(found.configs());
          configs.put(config, value);
          return new ClusterTopics.Found(found.partitions(), found.replication(), configs);
        });
  }
}
