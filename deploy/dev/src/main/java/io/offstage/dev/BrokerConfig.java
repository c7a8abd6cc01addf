package io.offstage.dev;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * The configuration of an embedded broker: a KRaft node with both roles, durable, quick to start
 * and quick to notice a dead worker. What is not named here is the broker's own default, so that
 * what works here works on a stock cluster.
 */
final class BrokerConfig {
  static final String CONTROLLER_LISTENER = "CONTROLLER";

  private static final String MIB_16 = Integer.toString(16 << 20);
  private static final Map<String, String> FIXED =
      Map.ofEntries(
          Map.entry("process.roles", "broker,controller"),
          Map.entry("controller.listener.names", CONTROLLER_LISTENER),
          Map.entry("listener.security.protocol.map", "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT"),
          Map.entry("auto.create.topics.enable", "false"),
          Map.entry("message.max.bytes", MIB_16),
          Map.entry("replica.fetch.max.bytes", MIB_16),
          Map.entry("socket.request.max.bytes", Integer.toString(100 << 20)),
          // Few partitions are quickly made.
          Map.entry("offsets.topic.num.partitions", "4"),
          Map.entry("transaction.state.log.num.partitions", "4"),
          Map.entry("share.coordinator.state.topic.num.partitions", "1"),
          // A killed worker is noticed in seconds. With KIP-848 this is the broker's to say;
          // classic clients choose.
          Map.entry("group.consumer.session.timeout.ms", "6000"),
          Map.entry("group.consumer.min.session.timeout.ms", "1000"),
          Map.entry("group.consumer.heartbeat.interval.ms", "1000"),
          Map.entry("group.consumer.min.heartbeat.interval.ms", "100"),
          Map.entry("group.min.session.timeout.ms", "1000"),
          Map.entry("group.initial.rebalance.delay.ms", "0"),
          Map.entry("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000"),
          // After a kill the controller takes the dead broker for alive until its session ends, and
          // refuses the new one: 9 s by default, and up to 16 s with the broker's growing pauses.
          Map.entry("broker.session.timeout.ms", "3000"),
          Map.entry("broker.heartbeat.interval.ms", "500"),
          // Two cores, a heap of half a gigabyte.
          Map.entry("num.network.threads", "2"),
          Map.entry("num.io.threads", "4"),
          Map.entry("background.threads", "4"),
          Map.entry("log.cleaner.dedupe.buffer.size", MIB_16));

  private BrokerConfig() {}

  static Map<String, String> of(
      Path logDir, int port, ClusterMember member, Map<String, String> overrides) {
    Map<String, String> config = new HashMap<>(FIXED);
    config.put("node.id", Integer.toString(member.node()));
    config.put("log.dirs", logDir.toString());
    config.put(
        "listeners",
        "PLAINTEXT://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d"
            .formatted(port, member.controllerPort()));
    config.put("controller.quorum.voters", member.voters());
    config.putAll(replication(member.clusterSize()));
    config.putAll(overrides);
    return config;
  }

  /** Three copies of which two are waited for, where there are brokers enough. */
  private static Map<String, String> replication(int brokers) {
    String copies = brokers < 3 ? "1" : "3";
    String waitedFor = brokers < 3 ? "1" : "2";
    return Map.of(
        "default.replication.factor", copies,
        "min.insync.replicas", waitedFor,
        "offsets.topic.replication.factor", copies,
        "transaction.state.log.replication.factor", copies,
        "transaction.state.log.min.isr", waitedFor,
        "share.coordinator.state.topic.replication.factor", copies,
        "share.coordinator.state.topic.min.isr", waitedFor);
  }
}
