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
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Several runs of one thread, one after the other and beside each other. */
class ThreadSuccessionTest {

  private static final String HOST =
      """
      host:
        model: scripted
        instruction: You are the host.
        tools: [slow, ask, talk]
      """;

  private final CountDownLatch gate = new CountDownLatch(1);

  private final Tool slow =
      Tool.named("slow")
          .describedAs("Takes long")
          .inBackground()
          .running(
              (args, context) -> {
                gate.await();
                return Map.of("found", 42);
              });

  private final CountDownLatch talked = new CountDownLatch(1);

  private final Tool talk =
      Tool.named("talk")
          .describedAs("Talks while it works")
          .inBackground()
          .running(
              (args, context) -> {
                while (!talked.await(250, TimeUnit.MILLISECONDS)) {
                  context.output("still here");
                }
                return Map.of("said", "enough");
              });

  private final Tool ask =
      Tool.named("ask")
          .describedAs("Asks for permission")
          .inBackground()
          .running(
              (args, context) ->
                  context
                      .resumeData()
                      .<Object>map(data -> Map.of("allowed", data))
                      .orElseGet(() -> context.suspend(Map.of("may", "I?"))));

  private static ScriptedReply answer(JsonNode request) {
    return switch (Asked.of(request)) {
      case BY_THE_USER ->
          switch (OpenAiServer.lastUserText(request)) {
            case "take long" -> calls(call("c1", "slow", "{}"));
            case "ask" -> calls(call("c2", "ask", "{}"));
            case "talk" -> calls(call("c3", "talk", "{}"));
            default -> says("Not yet.");
          };
      case TO_GO_ON -> says("It is on its way.");
      case TO_REACT -> says("There it is.");
    };
  }

  @Test
  void laterRunTakesOverAndASuspendedTaskOfAnEndedRunGoesOn() {
    try (OpenAiServer model = OpenAiServer.answering(ThreadSuccessionTest::answer);
        Stage stage = Stage.open()) {
      Definition definition = Roles.definition(Asked.agents(model, HOST), "slow", "ask", "talk");
      stage.agentWorker(definition, slow, ask, talk);
      stage.taskWorker(slow, ask, talk);
      stage.materializer();
      Api api = stage.gateway();

      EventStream older = api.untilIdle("host", "take long");
      older.await("background-task-running", 1);
      older.await("finish", 1);
      EventStream newer = api.untilIdle("host", "is it there?");
      Transcript left = older.awaitEnd();
      newer.await("finish", 1);
      gate.countDown();
      Transcript took = newer.awaitEnd();

      assertThat(left.texts()).containsExactly("It is on its way.");
      assertThat(left.all("background-task-completed")).isEmpty();
      assertThat(took.texts()).containsExactly("Not yet.", "There it is.");
      assertThat(took.typesOf(left.tasks().getFirst()))
          .containsExactly("background-task-running", "background-task-completed");
      assertThat(left.own().getLast().at("/payload/metadata/continuedBy").asText())
          .isEqualTo(took.runId());
      assertThat(api.messages().toString()).contains("{\"found\":42}");

      Transcript asked = api.untilIdle("host", "ask").awaitEnd();

      assertThat(asked.texts()).containsExactly("It is on its way.");
      assertThat(asked.typesOf(asked.tasks().getFirst()))
          .containsExactly(
              "background-task-started", "background-task-running", "background-task-suspended");
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .until(
              () ->
                  api.get("/agents/host/suspended-runs?resourceId=u1").ok().path("total").asInt()
                      == 1);

      Transcript went =
          api.stream(
                  "/agents/host/resume-stream-until-idle",
                  "{\"runId\":\"%s\",\"toolCallId\":\"c2\",\"resumeData\":{\"yes\":true}}"
                      .formatted(asked.runId()))
              .awaitEnd();

      assertThat(went.texts()).containsExactly("There it is.");
      assertThat(went.typesOf(asked.tasks().getFirst())).endsWith("background-task-completed");
      assertThat(went.own())
          .allSatisfy(chunk -> assertThat(chunk.path("runId").asText()).isEqualTo(asked.runId()));
      assertThat(api.messages().toString()).contains("{\"allowed\":{\"yes\":true}}");

      // Longer than the run would wait for a silent task.
      EventStream patient =
          api.stream(
              "/agents/host/stream",
              "{\"messages\":\"talk\",\"untilIdle\":{\"maxIdleMs\":3000},\"memory\":{\"thread\":\"t2\",\"resource\":\"u1\"}}");
      patient.await("background-task-output", 20);
      talked.countDown();
      assertThat(patient.awaitEnd().texts()).containsExactly("It is on its way.", "There it is.");

      Transcript forgot = api.stream("/agents/host/stream", "{\"messages\":\"ask\"}").awaitEnd();
      awaitSuspended(api, forgot.tasks().getFirst());
      Transcript remembered =
          api.stream(
                  "/agents/host/resume-stream",
                  "{\"runId\":\"%s\",\"resumeData\":{\"yes\":2}}".formatted(forgot.runId()))
              .awaitEnd();

      assertThat(remembered.texts()).containsExactly("There it is.");
      assertThat(Asked.toolResults(model.requests().getLast()))
          .containsExactly("{\"allowed\":{\"yes\":2}}");
      assertThat(remembered.own())
          .allSatisfy(chunk -> assertThat(chunk.path("runId").asText()).isEqualTo(forgot.runId()));
      assertThat(api.observing("host", forgot.runId(), 0).awaitEnd().texts())
          .containsExactly("It is on its way.", "There it is.");
    }
  }

  private static void awaitSuspended(Api api, String task) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                api.get("/background-tasks/" + task)
                    .ok()
                    .path("status")
                    .asText()
                    .equals("suspended"));
  }
}
