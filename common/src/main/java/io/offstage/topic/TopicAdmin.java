package io.offstage.topic;

import io.offstage.settings.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares the topics of a cluster with what the settings ask for, and makes what is missing. Every
 * call blocks for 30 s at most and throws {@link TopicsUnavailable} then, or where Kafka refuses.
 * Any thread; the admin client stays the caller's.
 */
public final class TopicAdmin {

  private static final Logger LOG = LoggerFactory.getLogger(TopicAdmin.class);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Admin admin;
  private final TopicPlan wanted;

  /** What {@link #apply} may do besides making topics. */
  public enum Alter {
    NOTHING,
    /** Configs get the planned values. Partitions and replicas stay as they are. */
    CONFIGS
  }

  public TopicAdmin(Admin admin, Settings settings) {
    this.admin = admin;
    this.wanted = TopicPlan.of(settings);
  }

  /** How many partitions each topic has, of those that exist. */
  public Map<String, Integer> partitions() {
    Map<String, Integer> partitions = new HashMap<>();
    read(new AdminCalls(admin, PATIENCE))
        .topics()
        .forEach((name, found) -> partitions.put(name, found.partitions()));
    return partitions;
  }

  /** What {@link #apply} would do, in order; it changes nothing. */
  public List<TopicChange> plan() {
    return changes(read(new AdminCalls(admin, PATIENCE)));
  }

  /**
   * Makes the topics that are missing. When it returns, every partition of every topic takes
   * records, whoever made it. Safe to repeat and to run in several processes at once.
   *
   * @return what was done
   */
  public List<TopicChange> apply(Alter alter) {
    AdminCalls calls = new AdminCalls(admin, PATIENCE);
    List<TopicSpec> missing = new ArrayList<>();
    List<TopicChange.Alter> different = new ArrayList<>();
    for (TopicChange change : changes(read(calls))) {
      switch (change) {
        case TopicChange.Create create -> missing.add(create.spec());
        case TopicChange.Alter other when alter == Alter.CONFIGS -> different.add(other);
        case TopicChange.Alter _ -> {}
      }
    }
    calls.create(missing);
    calls.alter(different);
    calls.awaitPartitions(wanted.topics().stream().map(TopicSpec::name).toList());
    List<TopicChange> done =
        Stream.<TopicChange>concat(
                missing.stream().map(TopicChange.Create::new), different.stream())
            .toList();
    done.forEach(change -> LOG.atInfo().addKeyValue("topic", change.topic()).log("{}", change));
    return done;
  }

  /** What is not as it should be, the gravest first. */
  public List<TopicFinding> check() {
    return TopicCheck.of(wanted, read(new AdminCalls(admin, PATIENCE)));
  }

  /** Like {@link #check()}, of one pool and the topics of all. */
  public List<TopicFinding> check(String pool) {
    return TopicCheck.of(wanted.only(pool), read(new AdminCalls(admin, PATIENCE)));
  }

  private ClusterTopics read(AdminCalls calls) {
    Set<String> internal = TopicCheck.INTERNAL_TOPICS;
    return calls.read(
        Stream.concat(wanted.topics().stream().map(TopicSpec::name), internal.stream()).toList());
  }

  private List<TopicChange> changes(ClusterTopics cluster) {
    List<TopicChange> changes = new ArrayList<>();
    for (TopicSpec spec : wanted.fitting(cluster.brokers()).topics()) {
      cluster
          .find(spec.name())
          .ifPresentOrElse(
              found -> changes.addAll(alterations(spec, found)),
              () -> changes.add(new TopicChange.Create(spec)));
    }
    return List.copyOf(changes);
  }

  private static List<TopicChange> alterations(TopicSpec spec, ClusterTopics.Found found) {
    return spec.configs().entrySet().stream()
        .filter(config -> !ConfigValue.same(config.getValue(), found.config(config.getKey())))
        .sorted(Map.Entry.comparingByKey())
        .<TopicChange>map(
            config ->
                new TopicChange.Alter(
                    spec.name(), config.getKey(), found.config(config.getKey()), config.getValue()))
        .toList();
  }
}
