package io.offstage.cli;

import io.offstage.cli.role.Served;
import io.offstage.cli.role.WholePlatform;
import io.offstage.client.OffstageClient;
import io.offstage.dev.DevInfra;
import io.offstage.settings.Settings;
import io.offstage.store.Database;
import io.offstage.topic.TopicAdmin;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * A platform for one test: topics with a prefix of their own, a database of its own, both on the
 * shared broker and Postgres, and whichever roles the test starts, as processes or in this one. It
 * serves {@link TestTools} and the agents of {@code platform.yaml}.
 *
 * <pre>{@code
 * try (Platform platform = Platform.create()) {
 *   RoleProcess worker = platform.taskWorker();
 *   platform.agentWorker();
 *   platform.materializer();
 *   OffstageClient client = platform.client();   // starts a gateway if there is none
 *   ...
 *   worker.kill();
 * }
 * }</pre>
 *
 * For one thread. Logs of processes are files below {@code target/platform}.
 */
public final class Platform implements AutoCloseable {

  private static final Duration POSTGRES = Duration.ofSeconds(30);
  private static final Duration GATEWAY = Duration.ofSeconds(60);

  private final String id = "p" + UUID.randomUUID().toString().substring(0, 8);
  private final Path directory = Path.of("target", "platform", id).toAbsolutePath();
  private final Path config = directory.resolve("offstage.yaml");
  private final List<Runnable> closing = new ArrayList<>();
  private @Nullable String url;
  private @Nullable OffstageClient client;

  private Platform() {}

  /**
   * Topics made, database migrated, no role started.
   *
   * @param settings {@code key=value}, over those of a quick little platform
   */
  public static Platform create(String... settings) {
    Platform platform = new Platform();
    platform.prepare(List.of(settings));
    return platform;
  }

  private void prepare(List<String> more) {
    try {
      Files.createDirectories(directory);
      Files.writeString(config, yaml(more));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Settings settings = settings();
    try (Admin admin = Admin.create(settings.kafka().clientProperties())) {
      new TopicAdmin(admin, settings).apply(TopicAdmin.Alter.NOTHING);
    }
    try (Database database = Database.open(settings.postgres())) {
      database.migrate(POSTGRES);
    }
  }

  private String yaml(List<String> more) throws IOException {
    List<String> values = new ArrayList<>();
    values.add("kafka.bootstrap.servers=" + DevInfra.shared().bootstrapServers());
    values.add("postgres.url=" + DevInfra.shared().freshDatabase().replaceFirst("\\?.*$", ""));
    values.add("postgres.user=postgres");
    values.add("topics.prefix=" + id + ".");
    values.add("topics.partitions=4");
    values.add("topics.replication-factor=1");
    values.add("gateway.port=0");
    values.add("worker.drain.timeout=5s");
    values.add("telemetry.log.level=debug");
    values.addAll(more);
    StringBuilder yaml = new StringBuilder();
    for (String value : values) {
      int equals = value.indexOf('=');
      yaml.append('"')
          .append(value, 0, equals)
          .append("\": \"")
          .append(value.substring(equals + 1))
          .append("\"\n");
    }
    try (InputStream agents =
        Objects.requireNonNull(Platform.class.getResourceAsStream("platform.yaml"))) {
      return yaml + new String(agents.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** Of this platform, with the agents' file. */
  public Settings settings() {
    return Settings.load(config, Map.of(), List.of());
  }

  /** What {@code --config} is given. */
  public Path config() {
    return config;
  }

  /** Every role in this process; quick to start, not to be killed. */
  public Platform startHere() throws Exception {
    WholePlatform here = WholePlatform.start(settings(), Served.of(settings(), true));
    closing.add(here::close);
    url = here.url();
    return this;
  }

  /** A process of pool {@code tools}; returns when it runs. */
  public RoleProcess taskWorker(String... arguments) {
    return start("task-worker", arguments);
  }

  /** A process of pool {@code agents}; returns when it runs. */
  public RoleProcess agentWorker(String... arguments) {
    return start("agent-worker", arguments);
  }

  /** Returns when it runs. */
  public RoleProcess materializer(String... arguments) {
    return start("materializer", arguments);
  }

  /** A gateway on a free port, which has caught up; the latest one is {@link #url}'s. */
  public RoleProcess gateway(String... arguments) {
    RoleProcess gateway = start("gateway", arguments);
    String latest = gateway.ready().replaceFirst(".* ", "");
    awaitReady(latest);
    url = latest;
    return gateway;
  }

  private static void awaitReady(String gateway) {
    HttpRequest ask =
        HttpRequest.newBuilder(URI.create(gateway + "/readyz")).timeout(GATEWAY).build();
    try (HttpClient http = HttpClient.newHttpClient()) {
      Awaitility.await()
          .atMost(GATEWAY)
          .until(() -> http.send(ask, BodyHandlers.discarding()).statusCode() == 200);
    }
  }

  private RoleProcess start(String role, String... arguments) {
    List<String> command = new ArrayList<>(List.of(role, "--config", config.toString()));
    command.addAll(List.of(arguments));
    RoleProcess process = RoleProcess.start(directory, command);
    closing.add(process::close);
    process.ready();
    return process;
  }

  /** Of the latest gateway; starts one where there is none. */
  public String url() {
    if (url == null) {
      gateway();
    }
    return Objects.requireNonNull(url);
  }

  /** Of the first gateway; closed with the platform. */
  public OffstageClient client() {
    if (client == null) {
      client = OffstageClient.at(url());
    }
    return client;
  }

  /** Ends everything: processes by SIGKILL, roles of this process in order. */
  @Override
  public void close() {
    if (client != null) {
      client.close();
    }
    closing.reversed().forEach(Runnable::run);
  }
}
