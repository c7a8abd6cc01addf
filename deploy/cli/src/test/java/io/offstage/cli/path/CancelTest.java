package io.offstage.cli.path;

import static io.offstage.agent.model.ScriptedReply.call;
import static io.offstage.agent.model.ScriptedReply.calls;
import static io.offstage.agent.model.ScriptedReply.says;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.offstage.agent.definition.Definition;
import io.offstage.agent.model.OpenAiServer;
import io.offstage.agent.model.ScriptedReply;
import io.offstage.worker.tool.Tool;
import io.offstage.worker.tool.ToolContext;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class CancelTest {

  record Nothing() {}

  @Test
  void aQueuedTaskNeverRunsAndARunningOneIsInterrupted() {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    Tool endless =
        Tool.named("endless")
            .taking(Nothing.class)
            .inBackground()
            .running(
                (Nothing _, ToolContext _) -> {
                  begun.countDown();
                  try {
                    new CountDownLatch(1).await();
                  } catch (InterruptedException e) {
                    interrupted.countDown();
                    throw e;
                  }
                  return Map.of();
                });
    try (Stage stage = Stage.open("pools.tools.key-concurrency=1")) {
      stage.taskWorker(endless);
      stage.materializer();
      Api api = stage.gateway();
      String running = enqueue(api);
      Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> begun.getCount() == 0);
      String queued = enqueue(api);

      JsonNode neverRan = cancel(api, queued, "{\"reason\":\"changed my mind\"}").ok();
      JsonNode stopped = cancel(api, running, "").ok();
      Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> interrupted.getCount() == 0);
      Api.Answer again = cancel(api, running, "");

      PoolLog log = stage.log("tools");
      Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> log.ended() == 2);
      assertThat(log.typesOf(queued)).containsExactly("pending", "cancelled");
      assertThat(log.typesOf(running)).containsExactly("running", "cancelled");
      assertThat(neverRan).isEqualTo(log.last(queued));
      assertThat(neverRan.path("status").asText()).isEqualTo("cancelled");
      assertThat(neverRan.has("startedAt")).isFalse();
      assertThat(stopped.path("status").asText()).isEqualTo("cancelled");
      assertRefused(again, running);
    }
  }

  @Test
  void aRunIsCancelledWithWhatItHasStarted() {
    try (ToolServer tools = new ToolServer();
        OpenAiServer model =
            OpenAiServer.answering(
                request ->
                    switch (Asked.of(request)) {
                      case BY_THE_USER ->
                          calls(
                              call("c1", "lookup", "{\"q\":1}"), call("c2", "lookup", "{\"q\":2}"));
                      case TO_GO_ON -> says("Both are on their way.");
                      case TO_REACT -> says("That should not happen.");
                    });
        Stage stage = Stage.open()) {
      Definition definition = Roles.definition(Asked.host(model, tools.tool("lookup")));
      Api api = stage.serving(definition);
      EventStream stream = api.untilIdle("host", "look up two things");
      String runId = stream.await("finish", 1).runId();
      stream.await("background-task-output", 2);

      api.post("/background-tasks/" + runId + "/cancel", "{\"reason\":\"enough\"}").ok();
      Transcript said = stream.awaitEnd();

      assertThat(said.all("start")).hasSize(1);
      assertThat(said.all("background-task-completed")).isEmpty();
      PoolLog calls = stage.log("tools");
      PoolLog runs = stage.log("agents");
      Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> calls.ended() == 2);
      assertThat(said.tasks())
          .hasSize(2)
          .allSatisfy(
              task -> assertThat(calls.typesOf(task)).containsExactly("running", "cancelled"));
      assertThat(runs.typesOf(runId)).endsWith("cancelled");
      assertRefused(cancel(api, runId, ""), runId);
      assertThat(model.requests()).hasSize(2);
    }
  }

  @Test
  void aRunThatIsCancelledInMidSentenceSaysSo() {
    try (ToolServer tools = new ToolServer();
        OpenAiServer model =
            OpenAiServer.answering(_ -> new ScriptedReply.FallsSilentAfter("Well, I"));
        Stage stage = Stage.open()) {
      stage.agentWorker(Roles.definition(Asked.host(model, tools.tool("lookup"))));
      stage.materializer();
      Api api = stage.gateway();
      EventStream stream = api.untilIdle("host", "hello");
      String runId = stream.await("text-delta", 1).runId();

      JsonNode cancelled = cancel(api, runId, "{\"reason\":\"enough\"}").ok();
      Transcript said = stream.awaitEnd();

      assertThat(cancelled.path("status").asText()).isEqualTo("cancelled");
      assertThat(said.ownTypes()).isEqualTo("start step-start text-start text-delta error finish ");
      assertThat(said.only("error").at("/payload/error/message").asText()).contains("enough");
      assertThat(said.only("finish").at("/payload/stepResult/reason").asText()).isEqualTo("error");
    }
  }

  /** A call of {@code endless}, all under one key. */
  private static String enqueue(Api api) {
    String id =
        api.post("/background-tasks", "{\"toolName\":\"endless\",\"agentId\":\"host\"}")
            .ok()
            .path("id")
            .asText();
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> api.get("/background-tasks/" + id).status() == 200);
    return id;
  }

  private static Api.Answer cancel(Api api, String taskId, String body) {
    return api.post("/background-tasks/" + taskId + "/cancel", body);
  }

  private static void assertRefused(Api.Answer answer, String taskId) {
    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.contentType()).isEqualTo("application/problem+json");
    assertThat(answer.body().path("error").asText()).contains(taskId, "has already ended");
  }
}
