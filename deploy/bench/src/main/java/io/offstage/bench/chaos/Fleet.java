package io.offstage.bench.chaos;

import io.offstage.cli.role.EmbeddedServers;
import io.offstage.dev.DevInfra;
import io.offstage.settings.Settings;
import io.offstage.store.Database;
import io.offstage.topic.TopicAdmin;
import io.offstage.worker.tool.ToolProvider;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.admin.Admin;

/**
 * Every role in processes of its own, beside the servers. One thread at a time, but for {@link
 * #gatewayUrl}.
 */
final class Fleet implements AutoCloseable {

  static final int KEY_CONCURRENCY = 3;
  static final int GLOBAL = 12;
  static final int SCARCE = 2;

  private static final Duration POSTGRES = Duration.ofSeconds(60);

  private final DevInfra infra;
  private final Settings settings;
  private final Path logs;
  private final List<Member> taskWorkers = new ArrayList<>();
  private final Member agentWorker;
  private final Member materializer;
  private final Member gateway;

  /** Written by whoever starts the gateway, read by the subscriber. */
  private volatile String gatewayUrl = "";

  private Fleet(DevInfra infra, Settings settings, Path config, Path tools, int workers) {
    this.infra = infra;
    this.settings = settings;
    this.logs = config.resolveSibling("logs");
    for (int i = 1; i <= workers; i++) {
      taskWorkers.add(member("task-worker-" + i, "task-worker", config, tools, logs));
    }
    this.agentWorker = member("agent-worker", "agent-worker", config, tools, logs);
    this.materializer = member("materializer", "materializer", config, tools, logs);
    this.gateway = member("gateway", "gateway", config, tools, logs);
    // Processes outlive a JVM that is interrupted.
    Runtime.getRuntime().addShutdownHook(new Thread(this::close, "chaos-fleet"));
  }

  private static Member member(String name, String role, Path config, Path tools, Path logs) {
    return new Member(name, List.of(role, "--config", config.toString()), tools, logs);
  }

  /** Makes the topics and the schemas, and starts all roles; returns when they are ready. */
  static Fleet start(DevInfra infra, Path directory, int workers)
      throws IOException, InterruptedException {
    Path config = directory.resolve("offstage.yaml");
    Files.createDirectories(directory.resolve("logs"));
    Files.writeString(config, yaml(infra));
    Path tools = directory.resolve("tools");
    Path provider = tools.resolve("META-INF/services").resolve(ToolProvider.class.getName());
    Files.createDirectories(provider.getParent());
    Files.writeString(provider, ChaosTools.class.getName());
    Settings settings = Settings.load(config, Map.of(), List.of());
    try (Admin admin = Admin.create(settings.kafka().clientProperties())) {
      new TopicAdmin(admin, settings).apply(TopicAdmin.Alter.NOTHING);
    }
    try (Database database = Database.open(settings.postgres())) {
      database.migrate(POSTGRES);
    }
    Fleet fleet = new Fleet(infra, settings, config, tools, workers);
    fleet.members().forEach(Member::start);
    fleet.restore();
    return fleet;
  }

  private static String yaml(DevInfra infra) throws IOException {
    List<String> values = new ArrayList<>(EmbeddedServers.of(infra).settings());
    values.addAll(
        List.of(
            "gateway.port=0",
            "materializer.threads=1",
            "worker.concurrency=30",
            "worker.key-concurrency=" + KEY_CONCURRENCY,
            "worker.unknown-tool-grace=3s",
            "worker.drain.timeout=2s",
            "worker.grace=1s",
            "recovery.max-scan=" + RecoveriesAreBounded.MAX_SCAN,
            "journal.max-batch=" + RecoveriesAreBounded.BATCH,
            "pools.tools.limits.global=" + GLOBAL,
            "pools.tools.limits.tool:slow=5",
            "pools.tools.limits.scarce=" + SCARCE));
    StringBuilder yaml = new StringBuilder();
    for (String value : values) {
      int equals = value.indexOf('=');
      yaml.append(
          "\"%s\": \"%s\"%n".formatted(value.substring(0, equals), value.substring(equals + 1)));
    }
    try (InputStream agents =
        Objects.requireNonNull(Fleet.class.getResourceAsStream("agents.yaml"))) {
      return yaml + new String(agents.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** What every role is told. */
  Settings settings() {
    return settings;
  }

  /** Where each role says what it does, a file each. */
  Path logs() {
    return logs;
  }

  DevInfra infra() {
    return infra;
  }

  List<Member> taskWorkers() {
    return taskWorkers;
  }

  Member agentWorker() {
    return agentWorker;
  }

  Member materializer() {
    return materializer;
  }

  Member gateway() {
    return gateway;
  }

  private List<Member> members() {
    List<Member> all = new ArrayList<>(taskWorkers);
    all.addAll(List.of(agentWorker, materializer, gateway));
    return all;
  }

  /** Starts roles that have ended by themselves, as whoever runs a fleet does; their names. */
  List<String> restartEnded() throws InterruptedException {
    List<String> ended = new ArrayList<>();
    for (Member member : members()) {
      if (!member.isAlive()) {
        ended.add(member.name());
        member.start();
      }
    }
    if (ended.contains(gateway.name())) {
      awaitGateway();
    }
    return ended;
  }

  /** Starts whatever does not run; returns when all are ready. */
  void restore() throws InterruptedException {
    infra.startKafka();
    infra.startPostgres();
    for (Member member : members()) {
      member.start();
      if (member.ready().isEmpty()) {
        member.kill();
        member.start();
        if (member.ready().isEmpty()) {
          throw new IllegalStateException(member.name() + " does not start; see its log");
        }
      }
    }
    awaitGateway();
  }

  /** Notes where the gateway is now. */
  void awaitGateway() throws InterruptedException {
    gateway.ready().ifPresent(line -> gatewayUrl = line.replaceFirst(".* ", ""));
  }

  /** Where the gateway was when it was last started. Any thread. */
  String gatewayUrl() {
    return gatewayUrl;
  }

  /** Kills every role; the servers are left alone. */
  @Override
  public void close() {
    members().forEach(Member::kill);
  }
}
