package io.offstage.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OutageTest {

  private final Stage stage = new Stage();

  @AfterAll
  void close() {
    stage.close();
  }

  @Test
  void withoutPostgresReadsFailClearlyAndStreamsAndEnqueuesGoOn() throws Exception {
    stage.database().agents().put(Map.of("scout", "{}"), Instant.EPOCH);
    StagedTask task = StagedTask.tool(stage, "through-outage").running();
    try (Gateway gateway = stage.gateway();
        Http http = new Http(gateway);
        CommandLog agents = stage.commands("agents");
        Http.Events events = http.stream("/api/background-tasks/stream")) {
      events.awaitText("through-outage");
      stage.infra().stopPostgres();
      try {
        HttpResponse<String> read = http.get("/api/background-tasks/through-outage");
        HttpResponse<String> run =
            http.post("/api/agents/scout/stream", "{\"messages\":\"m\",\"runId\":\"never\"}");
        HttpResponse<String> enqueue =
            http.post(
                "/api/background-tasks",
                "{\"toolName\":\"t\",\"agentId\":\"a\",\"taskId\":\"enqueued\"}");
        task.unseen(new io.offstage.task.TaskEvent.Completed(new io.offstage.task.RawJson("1")));

        assertThat(read.statusCode()).isEqualTo(503);
        assertThat(read.headers().firstValue("retry-after")).isPresent();
        assertThat(read.body()).contains("\"error\":\"Postgres does not answer\"");
        assertThat(run.statusCode()).isEqualTo(503);
        assertThat(enqueue.statusCode()).isEqualTo(202);
        events.awaitText("background-task-completed");
        assertThat(http.get("/livez").statusCode()).isEqualTo(200);
        assertThat(http.get("/health").body()).contains("\"postgres\":\"does not answer\"");
      } finally {
        stage.infra().startPostgres();
      }
      http.post(
          "/api/background-tasks",
          "{\"toolName\":\"agent\",\"agentId\":\"a\",\"pool\":\"agents\",\"taskId\":\"after\"}");
      agents.awaitStart("after");
      assertThat(agents.count("never")).isZero();
    }
  }

  @Test
  void aGatewayThatStartsWithoutPostgresIsAliveAndNotReadyUntilItComes() {
    stage.infra().stopPostgres();
    try (Gateway gateway = Gateway.start(stage.settings());
        Http http = new Http(gateway)) {
      assertThat(http.get("/livez").statusCode()).isEqualTo(200);
      assertThat(http.get("/readyz").statusCode()).isEqualTo(503);
      assertThat(http.get("/api/background-tasks/stream").statusCode()).isEqualTo(503);

      stage.infra().startPostgres();

      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> http.get("/readyz").statusCode() == 200);
    } finally {
      stage.infra().startPostgres();
    }
  }
}
