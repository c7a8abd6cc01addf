package io.offstage.topic;

import static org.assertj.core.api.Assertions.assertThat;

import io.offstage.settings.Settings;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TopicPlanTest {

  @Test
  void everyPoolHasThreeTopicsOfEqualPartitionsAndAllShareTheDeadLetter() {
    TopicPlan plan = TopicPlan.of(Settings.of("topics.prefix=staging.", "pools.gpu.partitions=7"));

    assertThat(plan.topics())
        .extracting(TopicSpec::name)
        .containsExactly(
            "staging.background-tasks.agents",
            "staging.background-task-lifecycle.agents",
            "staging.background-task-output.agents",
            "staging.background-tasks.gpu",
            "staging.background-task-lifecycle.gpu",
            "staging.background-task-output.gpu",
            "staging.background-tasks.tools",
            "staging.background-task-lifecycle.tools",
            "staging.background-task-output.tools",
            "staging.background-task-dead-letter",
            "staging.background-task-limits");
    assertThat(plan.only("gpu").topics())
        .extracting(TopicSpec::partitions)
        .containsExactly(7, 7, 7, 4, 1);
  }

  @Test
  void configsAreThoseOfTheContract() {
    List<TopicSpec> tools = TopicPlan.of(Settings.of()).only("tools").topics();

    assertThat(tools.get(0).configs())
        .containsOnly(
            Map.entry("cleanup.policy", "delete"),
            Map.entry("retention.ms", "1209600000"),
            Map.entry("retention.bytes", "-1"),
            Map.entry("segment.ms", "302400000"),
            Map.entry("message.timestamp.type", "LogAppendTime"),
            Map.entry("max.message.bytes", "4194304"),
            Map.entry("min.insync.replicas", "2"),
            Map.entry("unclean.leader.election.enable", "false"));
    assertThat(tools.get(1).configs())
        .containsOnly(
            Map.entry("cleanup.policy", "compact,delete"),
            Map.entry("retention.ms", "1209600000"),
            Map.entry("retention.bytes", "-1"),
            Map.entry("min.compaction.lag.ms", "86400000"),
            Map.entry("segment.ms", "21600000"),
            Map.entry("segment.bytes", "268435456"),
            Map.entry("min.cleanable.dirty.ratio", "0.3"),
            Map.entry("message.timestamp.type", "LogAppendTime"),
            Map.entry("max.message.bytes", "4194304"),
            Map.entry("min.insync.replicas", "2"),
            Map.entry("unclean.leader.election.enable", "false"));
    assertThat(tools.get(2).configs())
        .containsEntry("cleanup.policy", "delete")
        .containsEntry("retention.ms", "86400000")
        .containsEntry("segment.ms", "21600000");
    assertThat(tools.get(3).configs())
        .containsEntry("retention.ms", "1209600000")
        .containsEntry("max.message.bytes", "4259840");
    assertThat(tools.get(4).configs())
        .containsOnly(
            Map.entry("cleanup.policy", "compact"),
            Map.entry("message.timestamp.type", "LogAppendTime"),
            Map.entry("max.message.bytes", "4194304"),
            Map.entry("min.insync.replicas", "2"),
            Map.entry("unclean.leader.election.enable", "false"));
  }

  @Test
  void aSmallClusterGetsAsManyReplicasAsItHasBrokers() {
    TopicPlan plan = TopicPlan.of(Settings.of());

    assertThat(plan.topics()).allSatisfy(t -> assertThat(t.replication()).isEqualTo(3));
    assertThat(plan.fitting(3)).isEqualTo(plan);
    assertThat(plan.fitting(1).topics())
        .allSatisfy(
            t -> {
              assertThat(t.replication()).isEqualTo(1);
              assertThat(t.configs()).containsEntry("min.insync.replicas", "1");
            });
    assertThat(TopicPlan.of(Settings.of("topics.replication-factor=-1")).fitting(1).topics())
        .allSatisfy(t -> assertThat(t.replication()).isEqualTo(-1));
  }
}
