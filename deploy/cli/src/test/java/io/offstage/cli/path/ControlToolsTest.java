package io.offstage.cli.path;

import static io.offstage.agent.model.ScriptedReply.call;
import static io.offstage.agent.model.ScriptedReply.calls;
import static io.offstage.agent.model.ScriptedReply.says;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.offstage.agent.definition.Definition;
import io.offstage.agent.model.OpenAiServer;
import io.offstage.agent.model.ScriptedReply;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class ControlToolsTest {

  private static final Pattern ACK =
      Pattern.compile(
          "Background (?:agent )?task started(?:\\.| with) (?:Task )?ID: (\\S+?)\\.?\\s.*",
          Pattern.DOTALL);

  @Test
  void aRunWaitsForOneTaskCancelsTheOtherAndSeesWhatHappened() {
    try (ToolServer tools = new ToolServer();
        OpenAiServer model =
            OpenAiServer.answering(
                request -> {
                  List<String> ids = taskIds(request);
                  return switch (toolResults(request).size()) {
                    case 0 ->
                        calls(call("c1", "lookup", "{\"q\":1}"), call("c2", "lookup", "{\"q\":2}"));
                    case 2 ->
                        calls(
                            call("l", "bg_list", "{}"),
                            call("x", "bg_cancel", id(ids.get(1))),
                            call("u", "bg_check", id("somebody-else-s")));
                    case 5 ->
                        calls(
                            call("w", "bg_wait", "{\"task_ids\":[\"%s\"]}".formatted(ids.get(0))));
                    case 6 ->
                        calls(
                            call(
                                "k",
                                "bg_check",
                                "{\"task_id\":\"%s\",\"last_n_events\":10}"
                                    .formatted(waitedFor(request))));
                    default -> says("That is all.");
                  };
                });
        Stage stage = Stage.open()) {
      Definition definition = Roles.definition(Asked.host(model, tools.tool("lookup")));
      stage.agentWorker(definition);
      stage.taskWorker(definition);
      stage.materializer();
      Api api = stage.gateway();
      EventStream stream = api.untilIdle("host", "look up two things");
      stream.awaitUntil("the wait", said -> waits(api, said));

      tools.open();
      Transcript said = stream.awaitEnd();

      String first = said.tasks().get(0);
      String second = said.tasks().get(1);
      assertThat(result(said, "l").at("/value/tasks").findValuesAsText("task_id"))
          .containsExactlyInAnyOrder(first, second);
      assertThat(result(said, "x"))
          .isEqualTo(
              Api.json(
                  "{\"ok\":true,\"value\":{\"ok\":true,\"status\":\"cancelled\",\"task_id\":\"%s\"}}"
                      .formatted(second)));
      assertThat(result(said, "u"))
          .isEqualTo(Api.json("{\"ok\":false,\"error\":\"task not found\"}"));
      JsonNode waited = result(said, "w").path("value");
      assertThat(waited.at("/completed/0/task_id").asText()).isEqualTo(first);
      assertThat(waited.at("/completed/0/result/found/q").asInt()).isEqualTo(1);
      assertThat(waited.path("timed_out").asBoolean()).isFalse();
      JsonNode checked = result(said, "k").path("value");
      assertThat(checked.path("status").asText()).isEqualTo("completed");
      assertThat(checked.path("events").findValuesAsText("type"))
          .startsWith("pending", "running", "output")
          .endsWith("completed");
      assertThat(said.all("start")).as("the model has heard of both ends").hasSize(1);
      assertThat(said.typesOf(second)).endsWith("background-task-cancelled");
    }
  }

  private static boolean waits(Api api, Transcript said) {
    if (said.chunks().isEmpty()) {
      return false;
    }
    JsonNode run = api.get("/background-tasks/" + said.runId()).body();
    return run.path("waitUntil").isTextual()
        && run.path("waitingFor").size() == 1
        && said.all("tool-call").stream()
            .anyMatch(c -> c.at("/payload/toolCallId").asText().equals("w"));
  }

  @Test
  void backgroundAgentsAreStartedListedViewedAndStoppedAsInDockerAgent() {
    CountDownLatch gate = new CountDownLatch(1);
    try (OpenAiServer model =
            OpenAiServer.answering(
                request -> {
                  if (system(request).startsWith("You write.")) {
                    return writer(request, gate);
                  }
                  List<String> views =
                      toolResults(request).stream().filter(r -> r.startsWith("Task ID: ")).toList();
                  int results = toolResults(request).size() - views.size();
                  if (results == 3 && (views.isEmpty() || !views.getLast().contains("Roses"))) {
                    String id = id(taskIds(request).get(1));
                    return calls(call("v" + views.size(), "view_background_agent", id));
                  }
                  if (results == 7 && toolResults(request).getLast().startsWith("Task ID: ")) {
                    return says("That is all.");
                  }
                  return switch (results) {
                    case 0 ->
                        calls(
                            call("r1", "run_background_agent", task("writer", "a tale")),
                            call("r2", "run_background_agent", task("writer", "a poem")),
                            call("r3", "run_background_agent", task("nobody", "x")));
                    case 3 ->
                        calls(
                            call("t", "transfer_task", task("writer", "a title")),
                            call("s", "stop_background_agent", id(taskIds(request).get(1))));
                    case 5 -> calls(call("l", "list_background_agents", "{}"));
                    case 6 -> {
                      Asked.await(gate);
                      yield calls(call("w", "bg_wait", id(taskIds(request).get(0))));
                    }
                    case 7 -> calls(call("v", "view_background_agent", id(waitedFor(request))));
                    default -> says("That is all.");
                  };
                });
        Stage stage = Stage.open()) {
      stage.agentWorker(Roles.definition(team(model)));
      stage.materializer();
      Api api = stage.gateway();
      EventStream stream = api.untilIdle("root", "let it be written");
      stream.awaitUntil("the list", said -> hasResult(said, "l"));

      gate.countDown();
      Transcript said = stream.awaitEnd();

      String tale = said.tasks().get(0);
      String poem = said.tasks().get(1);
      assertThat(tale).startsWith("agent_task_");
      assertThat(text(said, "r1"))
          .isEqualTo(
              "Background agent task started with ID: %s\nAgent: writer\nTask: a tale"
                  .formatted(tale));
      assertThat(error(said, "r3"))
          .isEqualTo("agent \"nobody\" is not in the sub-agents list. Available: writer");
      assertThat(said.all("tool-result").stream().map(c -> c.at("/payload/result").asText()))
          .anySatisfy(
              view ->
                  assertThat(view)
                      .startsWith("Task ID: " + poem)
                      .contains("\nStatus:  running\n")
                      .endsWith("\n--- Output ---\nRoses are\n\n[still running...]"));
      assertThat(text(said, "t")).isEqualTo("A short title");
      assertThat(text(said, "s")).isEqualTo("Background agent task " + poem + " stopped.");
      assertThat(text(said, "l"))
          .startsWith("Background Agent Tasks:\n\nID: ")
          .contains("ID: " + tale + "\n  Agent:   writer\n  Status:  running\n  Runtime: ")
          .contains("ID: " + poem + "\n  Agent:   writer\n  Status:  stopped\n  Runtime: ");
      assertThat(text(said, "v"))
          .startsWith("Task ID: " + tale + "\nAgent:   writer\nStatus:  completed\nRuntime: ")
          .endsWith("\n\n--- Output ---\nOnce upon a time");
      assertThat(
              model.requests().stream()
                  .filter(request -> request.toString().contains("a title"))
                  .filter(request -> system(request).startsWith("You write."))
                  .map(request -> request.at("/messages/1/content").asText()))
          .containsExactly(
              "You are a member of a team of agents. Your goal is to complete the following task:"
                  + "\n\n<task>\na title\n</task>\n\n<expected_output>\nwords\n</expected_output>");
      trace(api, said.runId(), tale);
    }
  }

  @Test
  void tasksOfAnEarlierRunOfTheThreadAreTheCallersAndThoseOfAnotherThreadAreNot() {
    CountDownLatch gate = new CountDownLatch(1);
    Set<String> started = ConcurrentHashMap.newKeySet();
    try (ToolServer tools = new ToolServer();
        OpenAiServer model =
            OpenAiServer.answering(
                request -> {
                  if (system(request).startsWith("You write.")) {
                    Asked.await(gate);
                    return says("Once upon a time");
                  }
                  String asked = OpenAiServer.lastUserText(request);
                  boolean first = OpenAiServer.lastRole(request).equals("user");
                  return switch (asked) {
                    case "start" ->
                        first
                            ? calls(
                                call("c1", "lookup", "{\"q\":1}"),
                                call("c2", "agent-writer", "{\"prompt\":\"a tale\"}"))
                            : says("Both are on their way.");
                    case "wait" -> {
                      started.addAll(taskIds(request));
                      yield first
                          ? calls(
                              call("l", "bg_list", "{}"),
                              call("w", "bg_wait", ids(taskIds(request))))
                          : says("Both are there.");
                    }
                    default ->
                        first
                            ? calls(
                                call("l", "bg_list", "{}"),
                                call("k", "bg_check", id(started.iterator().next())))
                            : says("There is nothing.");
                  };
                });
        Stage stage = Stage.open()) {
      Definition definition =
          Roles.definition(
              Asked.host(model, tools.tool("lookup"))
                  .replace(
                      "tools: [lookup]\n",
                      """
                      tools: [lookup]
                          sub_agents: [writer]
                          backgroundTasks: {tools: {writer: true}}
                        writer:
                          model: scripted
                          instruction: You write.
                      """));
      stage.agentWorker(definition);
      stage.taskWorker(definition);
      stage.materializer();
      Api api = stage.gateway();
      Transcript start = api.stream("/agents/host/stream", Api.question("start")).awaitEnd();

      EventStream stream = api.stream("/agents/host/stream", Api.question("wait"));
      stream.awaitUntil("the list", said -> hasResult(said, "l"));
      tools.open();
      gate.countDown();
      Transcript said = stream.awaitEnd();
      Transcript elsewhere =
          api.stream("/agents/host/stream", Api.question("look").replace("t1", "t2")).awaitEnd();

      assertThat(result(said, "l").at("/value/tasks").findValuesAsText("tool"))
          .containsExactlyInAnyOrder("lookup", "agent-writer");
      JsonNode waited = result(said, "w").path("value");
      assertThat(waited.path("completed").findValuesAsText("task_id"))
          .containsExactlyInAnyOrderElementsOf(start.tasks());
      assertThat(waited.path("timed_out").asBoolean()).isFalse();
      assertThat(result(elsewhere, "l"))
          .isEqualTo(Api.json("{\"ok\":true,\"value\":{\"tasks\":[]}}"));
      assertThat(result(elsewhere, "k"))
          .isEqualTo(Api.json("{\"ok\":false,\"error\":\"task not found\"}"));
    }
  }

  private static String ids(List<String> tasks) {
    return "{\"task_ids\":[\"" + String.join("\",\"", tasks) + "\"]}";
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
                    system(request).startsWith("You write.")
                        ? says("I am the writer.")
                        : calls(call("h", "handoff", "{\"agent\":\"writer\"}")));
        Stage stage = Stage.open()) {
      stage.agentWorker(Roles.definition(team(model)));
      stage.materializer();

      Transcript said = stage.gateway().untilIdle("root", "I want a tale").awaitEnd();

      assertThat(said.texts()).containsExactly("I am the writer.");
      assertThat(said.tasks()).isEmpty();
      assertThat(text(said, "h")).startsWith("The agent root handed off the conversation to you.");
      assertThat(model.requests()).hasSize(2);
      assertThat(model.requests().getLast().toString()).contains("I want a tale");
    }
  }

  private static String team(OpenAiServer model) {
    return """
    models:
      scripted:
        provider: scripted
        model: scripted
        base_url: "%s"
    agents:
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
    """
        .formatted(model.baseUrl());
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

  private static String system(JsonNode request) {
    return request.at("/messages/0/content").asText();
  }

  private static String task(String agent, String task) {
    return "{\"agent\":\"%s\",\"task\":\"%s\",\"expected_output\":\"words\"}"
        .formatted(agent, task);
  }

  private static String id(String task) {
    return "{\"task_id\":\"" + task + "\"}";
  }

  private static List<String> toolResults(JsonNode request) {
    List<String> results = new ArrayList<>();
    for (JsonNode message : request.path("messages")) {
      if (message.path("role").asText().equals("tool")) {
        results.add(message.path("content").asText());
      }
    }
    return results;
  }

  /** The tasks that the model has been told of and whose results it has not. */
  private static List<String> taskIds(JsonNode request) {
    return toolResults(request).stream()
        .map(ACK::matcher)
        .filter(Matcher::matches)
        .map(ack -> ack.group(1))
        .toList();
  }

  /** The task that a wait has returned last. */
  private static String waitedFor(JsonNode request) {
    return Api.json(toolResults(request).getLast()).at("/value/completed/0/task_id").asText();
  }

  private static boolean hasResult(Transcript said, String callId) {
    return said.all("tool-result").stream()
        .anyMatch(chunk -> chunk.at("/payload/toolCallId").asText().equals(callId));
  }

  private static JsonNode result(Transcript said, String callId) {
    return said.all("tool-result").stream()
        .map(chunk -> chunk.path("payload"))
        .filter(payload -> payload.path("toolCallId").asText().equals(callId))
        .map(payload -> payload.path("result"))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no result of " + callId + ": " + said));
  }

  private static String text(Transcript said, String callId) {
    return result(said, callId).asText();
  }

  private static String error(Transcript said, String callId) {
    return said.all("tool-error").stream()
        .map(chunk -> chunk.path("payload"))
        .filter(payload -> payload.path("toolCallId").asText().equals(callId))
        .map(payload -> payload.at("/error/message").asText())
        .findFirst()
        .orElseThrow();
  }
}
