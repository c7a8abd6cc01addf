package io.offstage.topic;

import static io.offstage.topic.TopicFinding.Weight.FATAL;
import static io.offstage.topic.TopicFinding.Weight.NOTE;
import static io.offstage.topic.TopicFinding.Weight.WARNING;
import static java.util.stream.Collectors.joining;

import io.offstage.topic.TopicFinding.Weight;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.config.TopicConfig;

/** The rules by which topics that exist are judged. For one thread and one use. */
final class TopicCheck {

  /** Kafka's own topics that the guarantees rest upon. */
  static final Set<String> INTERNAL_TOPICS = Set.of("__consumer_offsets", "__transaction_state");

  private static final int SAFE_REPLICATION = 3;
  private static final String APPLY = "run `offstage topics apply`";

  private final TopicPlan wanted;
  private final ClusterTopics cluster;
  private final List<TopicFinding> findings = new ArrayList<>();

  private TopicCheck(TopicPlan wanted, ClusterTopics cluster) {
    this.wanted = wanted;
    this.cluster = cluster;
  }

  static List<TopicFinding> of(TopicPlan wanted, ClusterTopics cluster) {
    TopicCheck check = new TopicCheck(wanted, cluster);
    wanted.pools().forEach(check::pool);
    wanted.fitting(cluster.brokers()).topics().forEach(check::topic);
    check.replication();
    return check.findings.stream().sorted(Comparator.comparing(TopicFinding::weight)).toList();
  }

  private void pool(String pool, List<TopicSpec> specs) {
    Map<String, Integer> partitions = new TreeMap<>();
    specs.forEach(
        spec ->
            cluster.find(spec.name()).ifPresent(f -> partitions.put(spec.name(), f.partitions())));
    if (Set.copyOf(partitions.values()).size() > 1) {
      add(
          FATAL,
          "pool " + pool,
          "partitions",
          partitions.entrySet().stream()
              .map(e -> e.getValue() + " in " + e.getKey())
              .collect(joining(", ")),
          "the same in all three topics",
          "everything about a task stands in the same partition number of each; with the workers"
              + " stopped, give the smaller ones as many partitions as the largest has");
    }
  }

  private void topic(TopicSpec spec) {
    cluster
        .find(spec.name())
        .ifPresentOrElse(
            found -> {
              partitions(spec, found);
              cleanup(spec, found);
              configs(spec, found);
            },
            () -> add(FATAL, spec.name(), "the topic", "missing", "there", APPLY));
  }

  private void partitions(TopicSpec spec, ClusterTopics.Found found) {
    if (!spec.kind().isShared() && found.partitions() != spec.partitions()) {
      add(
          WARNING,
          spec.name(),
          "partitions",
          Integer.toString(found.partitions()),
          Integer.toString(spec.partitions()),
          "nothing is lost, but the settings say otherwise; set the pool's partitions to what there"
              + " is, or add partitions while no worker runs");
    }
  }

  private void cleanup(TopicSpec spec, ClusterTopics.Found found) {
    String config = TopicConfig.CLEANUP_POLICY_CONFIG;
    String is = found.config(config);
    String should = spec.configs().getOrDefault(config, "");
    if (ConfigValue.same(is, should)) {
      return;
    }
    boolean compacts = ConfigValue.parts(is).contains("compact");
    if (spec.kind() == TopicKind.LIMITS) {
      add(
          WARNING,
          spec.name(),
          config,
          is,
          should,
          "limits that were set at run time would be forgotten; " + alter());
    } else if (spec.kind() != TopicKind.LIFECYCLE) {
      add(
          compacts && spec.kind().holdsTasks() ? FATAL : WARNING,
          spec.name(),
          config,
          is,
          should,
          compacts
              ? "compaction keeps one record per key and would drop the others; " + alter()
              : "records would stay for ever; " + alter());
    } else if (compacts) {
      add(
          WARNING,
          spec.name(),
          config,
          is,
          should,
          "snapshots of ended tasks would stay for ever; " + alter());
    } else {
      add(
          FATAL,
          spec.name(),
          config,
          is,
          should,
          "the latest snapshot of a live task could be deleted, and with it the task; " + alter());
    }
  }

  private void configs(TopicSpec spec, ClusterTopics.Found found) {
    spec.configs()
        .forEach(
            (config, should) -> {
              String is = found.config(config);
              if (!ConfigValue.same(is, should)) {
                TopicConfigRule.of(spec.kind(), config, is, should)
                    .ifPresent(
                        rule ->
                            add(
                                rule.weight(),
                                spec.name(),
                                config,
                                is,
                                should,
                                rule.why() + "; " + alter()));
              }
            });
  }

  private void replication() {
    if (cluster.brokers() < SAFE_REPLICATION) {
      wanted.topics().stream()
          .filter(spec -> spec.replication() > cluster.brokers())
          .findFirst()
          .ifPresent(
              spec ->
                  add(
                      NOTE,
                      "all topics",
                      "replication",
                      Integer.toString(cluster.brokers()),
                      Integer.toString(spec.replication()),
                      "the cluster has %d broker%s, and topics are made with as many replicas"
                          .formatted(cluster.brokers(), cluster.brokers() == 1 ? "" : "s")));
      return;
    }
    wanted
        .topics()
        .forEach(spec -> replication(spec.name(), Math.max(spec.replication(), SAFE_REPLICATION)));
    INTERNAL_TOPICS.stream().sorted().forEach(topic -> replication(topic, SAFE_REPLICATION));
  }

  private void replication(String topic, int should) {
    cluster
        .find(topic)
        .filter(found -> found.replication() < should)
        .ifPresent(
            found ->
                add(
                    WARNING,
                    topic,
                    "replication",
                    Integer.toString(found.replication()),
                    Integer.toString(should),
                    "the loss of a broker may lose tasks; add replicas with"
                        + " kafka-reassign-partitions"));
    if (INTERNAL_TOPICS.contains(topic)) {
      cluster.find(topic).ifPresent(found -> insync(topic, found));
    }
  }

  /** Of the offsets topic the broker asks for all replicas by itself. */
  private void insync(String topic, ClusterTopics.Found found) {
    String config = TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG;
    String is = found.config(config);
    if (TopicConfigRule.isLower(is, "2")) {
      add(
          WARNING,
          topic,
          config,
          is,
          "2",
          "a commit that stands on one broker alone may be lost with it; raise it with"
              + " kafka-configs");
    }
  }

  private static String alter() {
    return "run `offstage topics apply --alter`";
  }

  private void add(
      Weight weight, String topic, String setting, String is, String should, String advice) {
    findings.add(new TopicFinding(weight, topic, setting, is, should, advice));
  }
}
