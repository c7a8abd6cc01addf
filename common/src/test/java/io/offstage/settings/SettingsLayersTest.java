package io.offstage.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.types.Password;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where values come from and which of them counts. */
class SettingsLayersTest {
  @TempDir Path directory;

  @Test
  void withNothingGivenEveryDefaultHolds() {
    Settings settings = Settings.load(null, Map.of("PATH", "/bin"), List.of());

    assertThat(settings).isEqualTo(Settings.of());
    assertThat(settings.kafka().bootstrapServers()).containsExactly("127.0.0.1:9092");
    assertThat(settings.pools()).containsOnlyKeys("tools", "agents");
    assertThat(settings.file()).isEmpty();
  }

  @Test
  void aVariableBeatsTheFileAndAFlagBeatsBoth() {
    Path file =
        file(
            """
            worker:
              concurrency: 1
              key-concurrency: 2
              max-deliveries: 4
            """);

    WorkerSettings worker =
        Settings.load(
                file,
                Map.of(
                    "OFFSTAGE_WORKER_CONCURRENCY", "10", "OFFSTAGE_WORKER_KEY_CONCURRENCY", "20"),
                List.of("worker.concurrency=50", "worker.concurrency=100"))
            .worker();

    assertThat(worker.concurrency()).isEqualTo(100);
    assertThat(worker.keyConcurrency()).isEqualTo(20);
    assertThat(worker.maxDeliveries()).isEqualTo(4);
  }

  @Test
  void nestedAndDottedKeysMeanTheSame() {
    Settings nested =
        Settings.load(file("worker:\n  drain:\n    timeout: 90s\n"), Map.of(), List.of());
    Settings dotted = Settings.load(file("worker.drain.timeout: 90s"), Map.of(), List.of());
    Settings mixed = Settings.load(file("worker: {drain.timeout: PT90S}"), Map.of(), List.of());

    assertThat(List.of(nested, dotted, mixed))
        .extracting(settings -> settings.worker().drain().timeout())
        .containsOnly(Duration.ofSeconds(90));
  }

  @Test
  void aListIsAYamlListOrSeparatedByCommas() {
    assertThat(Settings.load(file("worker.allow: [a, b]"), Map.of(), List.of()))
        .extracting(settings -> settings.worker().permissions().allow())
        .isEqualTo(List.of("a", "b"));
    assertThat(Settings.of("worker.allow=a, b").worker().permissions().allow())
        .containsExactly("a", "b");
    assertThat(Settings.of("worker.allow=[\"a, b\"]").worker().permissions().allow())
        .containsExactly("a, b");
  }

  @Test
  void agentDefinitionsAreLeftAloneAndHandedOn() {
    Path file =
        file(
            """
            version: 7
            agents:
              root: {model: demo/echo, instruction: "say ${NOTHING_SET} and {name}"}
            x-shared: &shared {grace: 2s}
            worker:
              <<: *shared
              concurrency: 3
            """);

    Settings settings = Settings.load(file, Map.of(), List.of());

    assertThat(settings.worker().grace()).isEqualTo(Duration.ofSeconds(2));
    assertThat(settings.file().orElseThrow().path()).isEqualTo(file);
    assertThat(settings.file().orElseThrow().text()).contains("${NOTHING_SET}");
    assertThat(settings.toString()).doesNotContain("NOTHING_SET");
    assertThat(Settings.topLevelKeys())
        .contains("worker", "kafka", "pools")
        .doesNotContainAnyElementsOf(SettingsFile.DEFINITION_KEYS);
  }

  @Test
  void anEmptyFileAndEmptySectionsAreFine() {
    assertThat(Settings.load(file("# nothing yet\n"), Map.of(), List.of()).worker())
        .isEqualTo(Settings.of().worker());
    assertThat(Settings.load(file("worker:\nkafka: {}\n"), Map.of(), List.of()).worker())
        .isEqualTo(Settings.of().worker());
  }

  @Test
  void variablesAreExpandedInTheFileAndOnlyThere() {
    Path file =
        file(
            """
            postgres:
              user: ${DB_USER}
              url: jdbc:postgresql://${DB_HOST:-db}:5432/x
              password: $${literal}
            """);

    PostgresSettings postgres =
        Settings.load(
                file,
                Map.of("DB_USER", "${DB_HOST}", "OFFSTAGE_POSTGRES_SCHEMA_TASKS", "t1"),
                List.of())
            .postgres();

    assertThat(postgres.user()).isEqualTo("${DB_HOST}");
    assertThat(postgres.url()).isEqualTo("jdbc:postgresql://db:5432/x");
    assertThat(postgres.password().value()).isEqualTo("${literal}");
    assertThat(postgres.tasksSchema()).isEqualTo("t1");
  }

  @Test
  void aSecretMayStandInAFileOfItsOwn() throws IOException {
    Path secret = Files.writeString(directory.resolve("password"), "hunter2\n");

    PostgresSettings byVariable =
        Settings.load(
                file("postgres.password: other"),
                Map.of("OFFSTAGE_POSTGRES_PASSWORD_FILE", secret.toString()),
                List.of())
            .postgres();
    PostgresSettings overridden =
        Settings.load(
                file("postgres.password-file: /does/not/exist"),
                Map.of("OFFSTAGE_POSTGRES_PASSWORD", "direct"),
                List.of())
            .postgres();

    assertThat(byVariable.password().value()).isEqualTo("hunter2");
    assertThat(overridden.password().value()).isEqualTo("direct");
  }

  @Test
  void everyOtherKafkaKeyIsHandedToTheClients() throws IOException {
    Path jaas = Files.writeString(directory.resolve("jaas"), "org.x.Login required;");
    Path file =
        file(
            """
            kafka:
              bootstrap-servers: [a:1, b:2]
              security.protocol: SASL_SSL
              ssl: {truststore: {location: /t.jks}}
            """);

    KafkaSettings kafka =
        Settings.load(
                file,
                Map.of(
                    "OFFSTAGE_KAFKA_SASL_MECHANISM", "PLAIN",
                    "OFFSTAGE_KAFKA_SASL_JAAS_CONFIG_FILE", jaas.toString(),
                    "OFFSTAGE_KAFKA_SASL_OAUTHBEARER_ASSERTION_PRIVATE_KEY_FILE", "/k.pem"),
                List.of("kafka.client.dns.lookup=use_all_dns_ips"))
            .kafka();

    assertThat(kafka.clientProperties())
        .containsOnly(
            Map.entry("bootstrap.servers", "a:1,b:2"),
            Map.entry("security.protocol", "SASL_SSL"),
            Map.entry("ssl.truststore.location", "/t.jks"),
            Map.entry("sasl.mechanism", "PLAIN"),
            Map.entry("sasl.jaas.config", new Password("org.x.Login required;")),
            Map.entry("sasl.oauthbearer.assertion.private.key.file", "/k.pem"),
            Map.entry("client.dns.lookup", "use_all_dns_ips"));
    assertThat(kafka.toString()).contains("sasl.jaas.config=***").doesNotContain("Login");
  }

  @Test
  void aPoolTakesItsDefaultsFromTheFleet() {
    Path file =
        file(
            """
            topics.partitions: 12
            worker.key-concurrency: 7
            pools:
              gpu:
              browser-eu:
                key-concurrency: 1
                limits: {global: 40, "tool:browser": 3}
                accept: {agents: [researcher]}
            """);

    Settings settings =
        Settings.load(
            file,
            Map.of(
                "OFFSTAGE_POOLS_BROWSER_EU_PARTITIONS", "6",
                "OFFSTAGE_POOLS_AGENTS_LIMITS", "{\"agent:a\": 2}"),
            List.of("worker.pool=gpu"));

    assertThat(settings.pools()).containsOnlyKeys("agents", "browser-eu", "gpu", "tools");
    assertThat(settings.pool("gpu").partitions()).isEqualTo(12);
    assertThat(settings.pool("gpu").keyConcurrency()).isEqualTo(7);
    assertThat(settings.pool("browser-eu"))
        .isEqualTo(
            new PoolSettings(
                1,
                null,
                "{agentId}/{resourceId}",
                6,
                Map.of("global", 40, "tool:browser", 3),
                new PoolSettings.Accept(List.of(), List.of("researcher"), List.of())));
    assertThat(settings.pool("agents").limits()).isEqualTo(Map.of("agent:a", 2));
    assertThatThrownBy(() -> settings.pool("cpu"))
        .hasMessage("no pool cpu in the settings; there are [agents, browser-eu, gpu, tools]");
  }

  @Test
  void apiKeysComeFromTheFileOrFromOneOfTheirOwn() throws IOException {
    String hash = "sha256:" + "0a".repeat(32);
    String list = "- {name: ci, hash: '" + hash + "', roles: [read, enqueue], resources: [u1]}\n";
    Path keys = Files.writeString(directory.resolve("keys.yaml"), list);

    GatewaySettings inside =
        Settings.load(file("gateway.auth.keys:\n" + list), Map.of(), List.of()).gateway();
    GatewaySettings beside = Settings.of("gateway.auth.keys-file=" + keys).gateway();

    assertThat(inside.keys())
        .containsExactly(
            new ApiKeySettings("ci", new Secret(hash), List.of("read", "enqueue"), List.of("u1")));
    assertThat(beside).isEqualTo(inside);
    assertThat(inside.toString()).doesNotContain("0a0a");
  }

  @Test
  void whatTheLauncherOrKubernetesSetsIsNoSetting() {
    Map<String, String> variables =
        Map.of(
            "OFFSTAGE_HOME", "/opt/offstage",
            "OFFSTAGE_JAVA_OPTS", "-Xmx1g",
            "OFFSTAGE_GATEWAY_PORT", "tcp://10.0.0.1:4111",
            "OFFSTAGE_GATEWAY_SERVICE_HOST", "10.0.0.1",
            "OFFSTAGE_GATEWAY_PORT_4111_TCP_ADDR", "10.0.0.1",
            "OFFSTAGE_WORKER_CONCURRENCY", "",
            "OFFSTAGE_OPENAI", "key");

    Settings settings =
        Settings.load(file("models: {m: {token: '${OFFSTAGE_OPENAI}'}}"), variables, List.of());

    assertThat(settings.gateway().port()).isEqualTo(4111);
    assertThat(settings.worker()).isEqualTo(Settings.of().worker());
  }

  @Test
  void aDefaultGivesWayToTheSettingItDependsOn() {
    Settings settings =
        Settings.of(
            "worker.drain.timeout=2s",
            "topics.replication-factor=1",
            "topics.retention.lifecycle=1h",
            "worker.classic.session-timeout=3s");

    assertThat(settings.worker().grace()).isEqualTo(Duration.ofSeconds(2));
    assertThat(settings.worker().drain().rebalance()).isEqualTo(Duration.ofSeconds(2));
    assertThat(settings.topics().minInsyncReplicas()).isEqualTo(1);
    assertThat(settings.topics().lifecycle().compactionLag()).isEqualTo(Duration.ofHours(1));
    assertThat(settings.worker().classic().heartbeatInterval()).isEqualTo(Duration.ofSeconds(1));
  }

  private Path file(String text) {
    try {
      return Files.writeString(directory.resolve("offstage.yaml"), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
