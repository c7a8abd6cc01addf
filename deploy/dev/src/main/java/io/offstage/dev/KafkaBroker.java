package io.offstage.dev;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;
import org.jspecify.annotations.Nullable;

/**
 * The real broker in this JVM: one KRaft node with both roles, its log directory formatted on the
 * first start.
 */
final class KafkaBroker implements HostedServer {
  private final Path logDir;
  private final int wantedPort;
  private final ClusterMember member;
  private final Map<String, String> overrides;

  // Volatile: written by the starting thread, read by the closing one.
  private volatile @Nullable KafkaRaftServer server;

  KafkaBroker(Path logDir, int wantedPort, ClusterMember member, Map<String, String> overrides) {
    this.logDir = logDir;
    this.wantedPort = wantedPort;
    this.member = member;
    this.overrides = overrides;
  }

  @Override
  public Announcement.Serving start() throws Exception {
    int port = LoopbackPort.claim(wantedPort);
    Map<String, String> config = BrokerConfig.of(logDir, port, member.claimed(), overrides);
    format();
    KafkaRaftServer starting = new KafkaRaftServer(new KafkaConfig(config, false), Time.SYSTEM);
    starting.startup();
    server = starting;
    return new Announcement.Serving("127.0.0.1:" + port, port, ProcessHandle.current().pid());
  }

  private void format() throws Exception {
    if (Files.exists(logDir.resolve("meta.properties"))) {
      return;
    }
    new Formatter()
        .setPrintStream(
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
        .setClusterId(member.clusterId())
        .setNodeId(member.node())
        .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
        .setControllerListenerName(BrokerConfig.CONTROLLER_LISTENER)
        .setMetadataLogDirectory(logDir.toString())
        .addDirectory(logDir.toString())
        .setIgnoreFormatted(true)
        .run();
  }

  @Override
  public void awaitEnd() throws InterruptedException {
    KafkaRaftServer running = server;
    if (running != null) {
      running.awaitShutdown();
    }
  }

  @Override
  public void close() {
    KafkaRaftServer running = server;
    if (running != null) {
      running.shutdown();
    }
  }
}
