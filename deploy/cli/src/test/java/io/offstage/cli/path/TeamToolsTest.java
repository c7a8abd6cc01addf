package io.offstage.cli.path;

import static io.offstage.agent.model.ScriptedReply.call;
import static io.offstage.agent.model.ScriptedReply.calls;
import static io.offstage.agent.model.ScriptedReply.says;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.offstage.agent.model.OpenAiServer;
import io.offstage.agent.model.ScriptedReply;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** docker-agent's tools for teams: {@code background_agents} and {@code handoff}. */
class TeamToolsTest {

  private static final String TEAM =
      """
      root:
        model: scripted
        instruction: You lead.
        max_iterations: 1000
        sub_agents: [writer]
        handoffs: [writer]
        toolsets:
          - type: background_agents
      writer:
        model: scripted
        description: Writes
        instruction: You write.
      """;

  @Test
  void backgroundAgentsAreStartedListedViewedAndStoppedAsInDockerAgent() {
    CountDownLatch gate = new CountDownLatch(1);
    List<String> started = new CopyOnWriteArrayList<>();
    try (OpenAiServer model =
            OpenAiServer.answering(
                request -> {
                  if (Asked.system(request).startsWith("You write.")) {
                    return writer(request, gate);
                  }
                  List<String> views =
                      Asked.toolResults(request).stream()
                          .filter(r -> r.startsWith("Task ID: "))
                          .toList();
                  int results = Asked.toolResults(request).size() - views.size();
                  if (results == 3 && (views.isEmpty() || !views.getLast().contains("Roses"))) {
                    String id = id(Asked.taskIds(request).get(1));
                    return calls(call("v" + views.size(), "view_background_agent", id));
                  }
                  if (results == 8
                      && Asked.toolResults(request).getLast().startsWith("Task ID: ")) {
                    return says("That is all.");
                  }
                  return switch (results) {
                    case 0 ->
                        calls(
                            call("r1", "run_background_agent", task("writer", "a tale")),
                            call("r2", "run_background_agent", task("writer", "a poem")),
                            call("r3", "run_background_agent", task("nobody", "x")));
                    case 3 -> {
                      started.addAll(Asked.taskIds(request));
                      yield calls(
                          call("t", "transfer_task", task("writer", "a title")),
                          call("s", "stop_background_agent", id(started.get(1))));
                    }
                    case 5 -> calls(call("l", "list_background_agents", "{}"));
                    case 6 -> {
                      Asked.await(gate);
                      yield calls(
                          call(
                              "j",
                              "wait_background_agents",
                              "{\"task_ids\":[\"%s\",\"%s\"],\"timeout\":60}"
                                  .formatted(started.get(0), started.get(1))),
                          call("w", "bg_wait", id(started.get(0))));
                    }
                    case 8 ->
                        calls(call("v", "view_background_agent", id(Asked.waitedFor(request))));
                    default -> says("That is all.");
                  };
                });
        Stage stage = Stage.open()) {
      stage.agentWorker(Roles.definition(Asked.agents(model, TEAM)));
      stage.materializer();
      Api api = stage.gateway();
      EventStream stream = api.untilIdle("root", "let it be written");
      stream.awaitUntil("the list", said -> said.hasResult("l"));

      gate.countDown();
      Transcript said = stream.awaitEnd();

      String tale = said.tasks().get(0);
      String poem = said.tasks().get(1);
      assertThat(tale).startsWith("agent_task_");
      assertThat(said.result("r1").asText())
          .isEqualTo(
              "Background agent task started with ID: %s\nAgent: writer\nTask: a tale"
                  .formatted(tale));
      assertThat(said.error("r3"))
          .isEqualTo("agent \"nobody\" is not in the sub-agents list. Available: writer");
      assertThat(said.all("tool-result").stream().map(c -> c.at("/payload/result").asText()))
          .anySatisfy(
              view ->
                  assertThat(view)
                      .startsWith("Task ID: " + poem)
                      .contains("\nStatus:  running\n")
                      .endsWith("\n--- Output ---\nRoses are\n\n[still running...]"));
      assertThat(said.result("t").asText()).isEqualTo("A short title");
      assertThat(said.result("s").asText())
          .isEqualTo("Background agent task " + poem + " stopped.");
      assertThat(said.result("l").asText())
          .startsWith("Background Agent Tasks:\n\nID: ")
          .contains("ID: " + tale + "\n  Agent:   writer\n  Status:  running\n  Runtime: ")
          .contains("ID: " + poem + "\n  Agent:   writer\n  Status:  stopped\n  Runtime: ");
      assertThat(said.result("j").asText())
          .isEqualTo(
              "{\"all_done\":true,\"tasks\":["
                  + "{\"task_id\":\"%s\",\"status\":\"completed\",\"done\":true,".formatted(tale)
                  + "\"output\":\"Once upon a time\"},"
                  + "{\"task_id\":\"%s\",\"status\":\"stopped\",\"done\":true}]}".formatted(poem));
      assertThat(said.result("v").asText())
          .startsWith("Task ID: " + tale + "\nAgent:   writer\nStatus:  completed\nRuntime: ")
          .endsWith("\n\n--- Output ---\nOnce upon a time");
      assertThat(
              model.requests().stream()
                  .filter(request -> request.toString().contains("a title"))
                  .filter(request -> Asked.system(request).startsWith("You write."))
                  .map(request -> request.at("/messages/1/content").asText()))
          .containsExactly(
              "You are a member of a team of agents. Your goal is to complete the following task:"
                  + "\n\n<task>\na title\n</task>\n\n<expected_output>\nwords\n</expected_output>");
      trace(api, said.runId(), tale);
    }
  }

  /** The family's events in one list, and what it has cost. */
  private static void trace(Api api, String run, String child) {
    JsonNode trace =
        Awaitility.await()
            .until(
                () -> api.get("/background-tasks/" + run + "/trace?perPage=1000").ok(),
                found -> found.at("/tasks/0/status").asText().equals("completed"));
    assertThat(trace.path("complete").asBoolean()).isTrue();
    assertThat(trace.path("tasks")).hasSize(4);
    List<String> times = trace.path("events").findValuesAsText("at");
    assertThat(times).isSorted();
    assertThat(trace.path("events").findValuesAsText("taskId")).contains(run, child);
    assertThat(trace.path("events").findValuesAsText("text"))
        .anySatisfy(text -> assertThat(text).contains("Once upon a time"));
    JsonNode result = api.get("/background-tasks/" + run).ok().path("result");
    assertThat(result.at("/treeUsage/totalTokens").asLong())
        .isGreaterThan(result.at("/usage/totalTokens").asLong())
        .isEqualTo(trace.at("/usage/totalTokens").asLong());
    JsonNode page = api.get("/background-tasks/" + run + "/trace?perPage=2&page=1").ok();
    assertThat(page.path("events").get(0)).isEqualTo(trace.path("events").get(2));
    assertThat(page.path("hasMore").asBoolean()).isTrue();
  }

  @Test
  void theConversationGoesOnWithAnotherAgentInTheSameRun() {
    try (OpenAiServer model =
            OpenAiServer.answering(
                request ->
                    Asked.system(request).startsWith("You write.")
                        ? says("I am the writer.")
                        : calls(call("h", "handoff", "{\"agent\":\"writer\"}")));
        Stage stage = Stage.open()) {
      stage.agentWorker(Roles.definition(Asked.agents(model, TEAM)));
      stage.materializer();

      Transcript said = stage.gateway().untilIdle("root", "I want a tale").awaitEnd();

      assertThat(said.texts()).containsExactly("I am the writer.");
      assertThat(said.tasks()).isEmpty();
      assertThat(said.result("h").asText())
          .startsWith("The agent root handed off the conversation to you.");
      assertThat(model.requests()).hasSize(2);
      assertThat(model.requests().getLast().toString()).contains("I want a tale");
    }
  }

  private static ScriptedReply writer(JsonNode request, CountDownLatch gate) {
    String task = request.at("/messages/1/content").asText();
    if (task.contains("a title")) {
      return says("A short title");
    }
    if (task.contains("a poem")) {
      return new ScriptedReply.FallsSilentAfter("Roses are");
    }
    Asked.await(gate);
    return says("Once upon a time");
  }

  private static String task(String agent, String task) {
    return "{\"agent\":\"%s\",\"task\":\"%s\",\"expected_output\":\"words\"}"
        .formatted(agent, task);
  }

  private static String id(String task) {
    return "{\"task_id\":\"" + task + "\"}";
  }
}
