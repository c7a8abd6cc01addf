package io.offstage.cli.path;

import static io.offstage.agent.model.ScriptedReply.says;
import static org.assertj.core.api.Assertions.assertThat;

import io.offstage.agent.model.OpenAiServer;
import io.offstage.gateway.Materializer;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class ReadModelLagTest {

  @Test
  void aRunThatEndedWhileNothingWasMaterializedIsObservedWhenItIsAgain() {
    CountDownLatch held = new CountDownLatch(1);
    try (ToolServer tools = new ToolServer();
        OpenAiServer model =
            OpenAiServer.answering(
                _ -> {
                  Asked.await(held);
                  return says("Here I am.");
                });
        Stage stage = Stage.open()) {
      stage.agentWorker(Roles.definition(Asked.host(model, tools.tool("lookup"))));
      Api api = stage.gateway();
      EventStream stream;
      String runId;
      try (Materializer _ = stage.materializer()) {
        stream = api.untilIdle("host", "hello");
        runId = stream.await("start", 1).runId();
        Awaitility.await()
            .atMost(Duration.ofSeconds(60))
            .until(
                () -> api.get("/background-tasks/" + runId).body().path("status").asText(),
                "running"::equals);
      }

      EventStream whileItRan = api.observing("host", runId, 0);
      held.countDown();
      Transcript said = stream.awaitEnd();
      Api.Answer behind = api.post("/agents/host/observe", "{\"runId\":\"" + runId + "\"}");
      stage.materializer();
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .until(
              () -> api.get("/background-tasks/" + runId).body().path("status").asText(),
              "completed"::equals);

      assertThat(whileItRan.awaitEnd().own()).isEqualTo(said.own());
      assertThat(behind.status()).isEqualTo(503);
      assertThat(behind.body().path("error").asText()).contains("read model is behind", runId);
      assertThat(api.observing("host", runId, 0).awaitEnd().own()).isEqualTo(said.own());
    }
  }
}
