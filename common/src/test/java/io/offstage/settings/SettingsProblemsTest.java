package io.offstage.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said when settings are wrong. */
class SettingsProblemsTest {
  @TempDir Path directory;

  @Test
  void allProblemsOfAllLayersAreToldTogetherInTheOrderOfTheirSources() {
    List<String> problems =
        problems(
            """
            worker:
              concurency: 10
              drain.timeout: 30
            wroker: {a: 1, b: 2}
            limits: 5
            """,
            Map.of("OFFSTAGE_WORKER_CONCURENCY", "1", "OFFSTAGE_GATEWAY_PORT", "99999"),
            "topics.partitions=many",
            "nonsense");

    assertThat(problems)
        .containsExactly(
            "offstage.yaml:2: worker.concurency: unknown key; did you mean worker.concurrency?",
            "offstage.yaml:3: worker.drain.timeout: expected a duration from 0s to 24h, found"
                + " \"30\"; the unit is missing: write 30s or 30ms",
            "offstage.yaml:4: wroker: unknown key; did you mean worker?",
            "offstage.yaml:5: limits: expected a map (args, children, chunk, error, output, result,"
                + " run-args, started, suspend-payload), found \"5\"",
            "OFFSTAGE_WORKER_CONCURENCY: unknown variable; did you mean"
                + " OFFSTAGE_WORKER_CONCURRENCY?",
            "OFFSTAGE_GATEWAY_PORT: gateway.port: expected an integer from 0 to 65535, found"
                + " \"99999\"",
            "--set nonsense: expected key=value",
            "--set topics.partitions: expected an integer from 1 to 10000, found \"many\"");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "worker.maxDeliveries: 3 | 1: worker.maxDeliveries: unknown key; did you mean"
            + " worker.max-deliveries?",
        "drain.timeout: 3s | 1: drain: unknown key; did you mean worker.drain?",
        "agentz: {} | 1: agentz: unknown key; did you mean agents?",
        "pools.gpu.key-concurency: 3 | 1: pools.gpu.key-concurency: unknown key; did you mean"
            + " pools.gpu.key-concurrency?",
        "worker.concurrency: {a: 1} | 1: worker.concurrency: expected integer, 1 to 100000, found a"
            + " map",
        "worker.concurrency: [1] | 1: worker.concurrency: expected an integer from 1 to 100000,"
            + " found a list",
        "worker.concurrency: | 1: worker.concurrency: expected an integer from 1 to 100000, found"
            + " nothing",
        "worker.concurrency: 1.5 | 1: worker.concurrency: expected an integer from 1 to 100000,"
            + " found \"1.5\"",
        "recovery.accept-loss: yes | 1: recovery.accept-loss: expected true or false, found"
            + " \"yes\"",
        "telemetry.log.format: xml | 1: telemetry.log.format: expected text or json, found \"xml\"",
        "limits.args: 256KB | 1: limits.args: expected a size from 1KiB to 1GiB, found \"256KB\";"
            + " units are B, KiB, MiB and GiB: write 256KiB",
        "limits.args: 1000 | 1: limits.args: expected a size from 1KiB to 1GiB, found \"1000\"; the"
            + " unit is missing: write 1000B or 1000KiB",
        "worker.grace: soon | 1: worker.grace: expected a duration from 0s to 2m, found \"soon\";"
            + " write for example 500ms, 30s, 5m, 1h, 14d or PT30S",
        "pools.big_one: {} | 1: pools.big_one: expected a pool's name (lower-case letters, digits"
            + " and dashes)",
        "kafka.isolation.level: x | 1: kafka.isolation.level: cannot be set: it is always"
            + " read_committed",
        "kafka.bootstrap.servers: here | 1: kafka.bootstrap.servers: expected host:port, found"
            + " \"here\"",
        "postgres.user: ${UNSET} | 1: postgres.user: the variable UNSET is not set; ${UNSET:-…}"
            + " gives a default",
        "postgres.user: ${not-a-name} | 1: postgres.user: expected ${NAME} or ${NAME:-default};"
            + " write $${ for a plain ${",
        "worker.pool: gpu | 1: worker.pool: no such pool; pools.gpu would make it, there are"
            + " agents, tools",
        "- a | 1: expected a map of settings at the top of the file",
        "worker: {pool: [} | 1: column 17: not valid YAML: expected the node content, but found"
            + " '}'",
        "worker: {? [a] : b} | 1: expected a key, found a list or a map",
      })
  void aProblemNamesItsPlaceAndWhatWasExpected(String line, String problem) {
    assertThat(problems(line, Map.of())).containsExactly("offstage.yaml:" + problem);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "topics.min-insync-replicas=3;topics.replication-factor=2 | --set"
            + " topics.min-insync-replicas: 3 is more than topics.replication-factor, 2",
        "topics.replication-factor=0 | --set topics.replication-factor: expected -1 or at least 1,"
            + " found 0",
        "worker.grace=20s;worker.drain.timeout=5s | --set worker.grace: 20s is longer than"
            + " worker.drain.timeout, 5s",
        "worker.drain.rebalance=90s | --set worker.drain.rebalance: 90s is longer than"
            + " worker.drain.timeout, 60s",
        "worker.classic.heartbeat-interval=4s | --set worker.classic.heartbeat-interval: 4s is more"
            + " than a third of worker.classic.session-timeout, 10s",
        "topics.lifecycle.compaction-lag=15d | --set topics.lifecycle.compaction-lag: 15d is longer"
            + " than topics.retention.lifecycle, 14d",
        "limits.started=512KiB | --set limits.started: limits.run-args: 768KiB is more than"
            + " limits.started, 512KiB",
        "limits.error=8MiB | --set limits.error: topics.max-message-size: 4MiB is less than a"
            + " snapshot's arguments, result, payload, error and children may need, 10624KiB",
        "postgres.schema.tasks=memory | --set postgres.schema.tasks: postgres.schema.memory: must"
            + " differ from postgres.schema.tasks",
        "agents.root=1 | --set agents.root: agents: belongs to the agent definition, which is read"
            + " from the file as a nested map",
      })
  void settingsMustFitTogether(String flags, String problem) {
    assertThat(problems("", Map.of(), flags.split(";"))).containsExactly(problem);
  }

  @Test
  void aKeyGivenTwiceIsAProblemHoweverItIsWritten() {
    assertThat(
            problems(
                """
                worker: {concurrency: 1, drain: {timeout: 20s}}
                worker.concurrency: 2
                kafka:
                  bootstrap.servers: a:1
                  bootstrap-servers: b:1
                  x.y: 1
                  x.y: 2
                """,
                Map.of()))
        .containsExactly(
            "offstage.yaml:2: worker.concurrency: given twice, first in line 1",
            "offstage.yaml:5: kafka.bootstrap.servers: given twice, first in line 4",
            "offstage.yaml:7: kafka.x.y: given twice, first in line 6");
    assertThat(problems("postgres: {password: a, password-file: b}", Map.of()))
        .contains(
            "offstage.yaml:1: postgres.password-file: postgres.password is given too; keep one of"
                + " them");
  }

  @Test
  void aBrokenFileStillLetsTheOtherLayersSpeak() {
    assertThat(problems("a: [", Map.of("OFFSTAGE_HOEM", "x")))
        .containsExactly(
            "offstage.yaml:1: column 5: not valid YAML: expected the node content, but found"
                + " '<stream end>'",
            "OFFSTAGE_HOEM: unknown variable; did you mean OFFSTAGE_HOME?");
    assertThat(problemsOf(directory.resolve("gone.yaml"), Map.of()))
        .containsExactly("gone.yaml: no such file");
  }

  @Test
  void apiKeysAreCheckedFieldByField() {
    assertThat(
            problems(
                """
                gateway.auth.keys:
                  - {name: a, hash: hunter2}
                  - name: b
                    hsah: hunter2
                    hash: sha256:%s
                    roles: [read, root]
                  - b
                """
                    .formatted("ab".repeat(32)),
                Map.of()))
        .containsExactly(
            "offstage.yaml:2: gateway.auth.keys.hash: expected sha256:<64 hex digits>, found"
                + " something else",
            "offstage.yaml:4: gateway.auth.keys.hsah: unknown key; did you mean hash?",
            "offstage.yaml:6: gateway.auth.keys.roles: expected read, enqueue, operate or admin,"
                + " found \"root\"",
            "offstage.yaml:7: gateway.auth.keys: expected {name, hash, roles, resources}, found"
                + " something else");
  }

  @Test
  void noSecretAppearsInAMessageOrInToString() {
    String said =
        String.join(
            "\n",
            problems(
                """
                postgres:
                  url: postgres://u:hunter2@h/db
                  password: [hunter2]
                  pool-size: ${PASSWORD}
                kafka: {sasl.jaas.config: hunter2, group.id: hunter2}
                """,
                Map.of("PASSWORD", "hunter2", "OFFSTAGE_POSTGRES_PASWORD", "hunter2"),
                "postgres.password:hunter2"));
    Settings settings =
        Settings.of(
            "postgres.password=hunter2",
            "postgres.url=jdbc:postgresql://h/d?sslpassword=hunter2",
            "kafka.ssl.key.password=hunter2",
            "kafka.my.api.token=hunter2");

    assertThat(said)
        .contains("expected an integer from 1 to 1000, found the value of \"${PASSWORD}\"")
        .contains("--set postgres.password: expected key=value")
        .doesNotContain("hunter2");
    assertThat(settings.toString()).doesNotContain("hunter2");
    assertThat(settings.kafka().clientProperties().toString())
        .contains("ssl.key.password=[hidden]");
  }

  private List<String> problems(String text, Map<String, String> variables, String... flags) {
    try {
      Path file = Files.writeString(directory.resolve("offstage.yaml"), text);
      return problemsOf(file, variables, flags);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> problemsOf(Path file, Map<String, String> variables, String... flags) {
    SettingsException thrown =
        catchThrowableOfType(
            SettingsException.class, () -> Settings.load(file, variables, List.of(flags)));
    assertThat(thrown).as("problems with the settings").isNotNull();
    return thrown.problems().stream().map(p -> p.replace(directory + "/", "")).toList();
  }
}
