package io.offstage.cli.path;

import io.offstage.agent.AgentWorker;
import io.offstage.agent.definition.Definition;
import io.offstage.cli.RoleProcess;
import io.offstage.dev.DevInfra;
import io.offstage.gateway.Gateway;
import io.offstage.gateway.Materializer;
import io.offstage.settings.Settings;
import io.offstage.store.Database;
import io.offstage.topic.TopicAdmin;
import io.offstage.worker.TaskWorker;
import io.offstage.worker.tool.Tool;
import io.offstage.worker.tool.Toolbox;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.awaitility.Awaitility;

/**
 * Topics and a database of their own, and roles in this process. What was started last is closed
 * first.
 */
final class Stage implements AutoCloseable {

  static final int PARTITIONS = 2;

  private final Deque<Runnable> closing = new ArrayDeque<>();
  private final List<String> flags;

  private Stage(String bootstrapServers, String jdbcUrl, List<String> more) {
    this.flags =
        Stream.concat(
                Stream.of(
                    "kafka.bootstrap.servers=" + bootstrapServers,
                    "postgres.url=" + jdbcUrl.replaceAll("\\?.*", ""),
                    "postgres.user=postgres",
                    "topics.prefix=p" + UUID.randomUUID().toString().substring(0, 8) + ".",
                    "topics.partitions=" + PARTITIONS,
                    "topics.replication-factor=1",
                    "gateway.port=0",
                    "gateway.command-wait=30s",
                    "materializer.threads=1",
                    "worker.drain.timeout=1s"),
                more.stream())
            .toList();
    try (Admin admin = Admin.create(settings().kafka().clientProperties())) {
      new TopicAdmin(admin, settings()).apply(TopicAdmin.Alter.NOTHING);
    }
    try (Database database = Database.open(settings().postgres())) {
      database.migrate(Duration.ofSeconds(60));
    }
  }

  /** On the shared servers. */
  static Stage open(String... more) {
    return on(DevInfra.shared(), more);
  }

  /** On the shared broker and this Postgres. */
  static Stage on(DevInfra postgres, String... more) {
    return new Stage(DevInfra.shared().bootstrapServers(), postgres.freshDatabase(), List.of(more));
  }

  /** What every role here is told, {@code key=value} each. */
  List<String> flags() {
    return flags;
  }

  Settings settings() {
    return Settings.of(flags.toArray(String[]::new));
  }

  void taskWorker(Tool... tools) {
    closing.push(TaskWorker.serving(settings(), tools)::close);
  }

  /** A task worker that serves the HTTP tools of a definition. */
  void taskWorker(Definition definition) {
    closing.push(Roles.taskWorker(settings(), definition)::close);
  }

  /** An agent worker, with code for tools that the definition does not define. */
  void agentWorker(Definition definition, Tool... code) {
    Database database = database();
    closing.push(
        AgentWorker.start(settings(), definition, database, Map.of(), Toolbox.of(List.of(code)))
            ::close);
  }

  /** A role in a process of its own, to be killed. What it says goes to {@code target/roles}. */
  RoleProcess process(Roles.Role role, String definition) {
    RoleProcess process =
        RoleProcess.start(
            Roles.class,
            Path.of("target", "roles"),
            Stream.concat(Stream.of(role.name(), definition), flags.stream()).toList());
    closing.push(process::close);
    return process;
  }

  /** A role as whoever runs a fleet starts it; returns when it runs. */
  RoleProcess role(String name) {
    List<String> command = new ArrayList<>(List.of(name));
    flags.forEach(flag -> command.addAll(List.of("--set", flag)));
    RoleProcess process = RoleProcess.start(Path.of("target", "roles"), command);
    closing.push(process::close);
    process.ready();
    return process;
  }

  /** All that serves a definition: a worker for its agents and one for its tools, and the rest. */
  Api serving(Definition definition) {
    agentWorker(definition);
    taskWorker(definition);
    materializer();
    return gateway();
  }

  /** A materializer that folds all partitions. */
  Materializer materializer() {
    Materializer materializer = Materializer.start(settings());
    closing.push(materializer::close);
    Awaitility.await().atMost(Duration.ofSeconds(60)).until(materializer::isReady);
    return materializer;
  }

  /** A gateway that has caught up with the log. */
  Api gateway() {
    Gateway gateway = Gateway.start(settings());
    closing.push(gateway::close);
    Awaitility.await().atMost(Duration.ofSeconds(60)).until(gateway::isReady);
    Api api = new Api(gateway.port());
    closing.push(api::close);
    return api;
  }

  PoolLog log(String pool) {
    PoolLog log = new PoolLog(settings(), pool);
    closing.push(log::close);
    return log;
  }

  Database database() {
    Database database = Database.open(settings().postgres());
    closing.push(database::close);
    return database;
  }

  @Override
  public void close() {
    closing.forEach(Runnable::run);
    closing.clear();
  }
}
