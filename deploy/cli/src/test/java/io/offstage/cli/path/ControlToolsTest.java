package io.offstage.cli.path;

import static io.offstage.agent.model.ScriptedReply.call;
import static io.offstage.agent.model.ScriptedReply.calls;
import static io.offstage.agent.model.ScriptedReply.says;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.offstage.agent.definition.Definition;
import io.offstage.agent.model.OpenAiServer;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class ControlToolsTest {

  @Test
  void aRunWaitsForOneTaskCancelsTheOtherAndSeesWhatHappened() {
    try (ToolServer tools = new ToolServer();
        OpenAiServer model =
            OpenAiServer.answering(
                request -> {
                  List<String> ids = Asked.taskIds(request);
                  return switch (Asked.toolResults(request).size()) {
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
                                    .formatted(Asked.waitedFor(request))));
                    default -> says("That is all.");
                  };
                });
        Stage stage = Stage.open()) {
      Definition definition = Roles.definition(Asked.host(model, tools.tool("lookup")));
      Api api = stage.serving(definition);
      EventStream stream = api.untilIdle("host", "look up two things");
      stream.awaitUntil("the wait", said -> waits(api, said));

      tools.open();
      Transcript said = stream.awaitEnd();

      String first = said.tasks().get(0);
      String second = said.tasks().get(1);
      assertThat(said.result("l").at("/value/tasks").findValuesAsText("task_id"))
          .containsExactlyInAnyOrder(first, second);
      assertThat(said.result("x"))
          .isEqualTo(
              Api.json(
                  "{\"ok\":true,\"value\":{\"ok\":true,\"status\":\"cancelled\",\"task_id\":\"%s\"}}"
                      .formatted(second)));
      assertThat(said.result("u"))
          .isEqualTo(Api.json("{\"ok\":false,\"error\":\"task not found\"}"));
      JsonNode waited = said.result("w").path("value");
      assertThat(waited.at("/completed/0/task_id").asText()).isEqualTo(first);
      assertThat(waited.at("/completed/0/result/found/q").asInt()).isEqualTo(1);
      assertThat(waited.path("timed_out").asBoolean()).isFalse();
      JsonNode checked = said.result("k").path("value");
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
  void tasksOfAnEarlierRunOfTheThreadAreTheCallersAndThoseOfAnotherThreadAreNot() {
    CountDownLatch gate = new CountDownLatch(1);
    Set<String> started = ConcurrentHashMap.newKeySet();
    try (ToolServer tools = new ToolServer();
        OpenAiServer model =
            OpenAiServer.answering(
                request -> {
                  if (Asked.system(request).startsWith("You write.")) {
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
                      started.addAll(Asked.taskIds(request));
                      yield first
                          ? calls(
                              call("l", "bg_list", "{}"),
                              call("w", "bg_wait", ids(Asked.taskIds(request))))
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
              Asked.agents(
                      model,
                      """
                      host:
                        model: scripted
                        instruction: You are the host.
                        tools: [lookup]
                        sub_agents: [writer]
                        backgroundTasks: {tools: {writer: true}}
                      writer:
                        model: scripted
                        instruction: You write.
                      """)
                  + "tools:\n"
                  + tools.tool("lookup"));
      Api api = stage.serving(definition);
      Transcript start = api.stream("/agents/host/stream", Api.question("start")).awaitEnd();

      EventStream stream = api.stream("/agents/host/stream", Api.question("wait"));
      stream.awaitUntil("the list", said -> said.hasResult("l"));
      tools.open();
      gate.countDown();
      Transcript said = stream.awaitEnd();
      Transcript elsewhere =
          api.stream("/agents/host/stream", Api.question("look").replace("t1", "t2")).awaitEnd();

      assertThat(said.result("l").at("/value/tasks").findValuesAsText("tool"))
          .containsExactlyInAnyOrder("lookup", "agent-writer");
      JsonNode waited = said.result("w").path("value");
      assertThat(waited.path("completed").findValuesAsText("task_id"))
          .containsExactlyInAnyOrderElementsOf(start.tasks());
      assertThat(waited.path("timed_out").asBoolean()).isFalse();
      assertThat(elsewhere.result("l"))
          .isEqualTo(Api.json("{\"ok\":true,\"value\":{\"tasks\":[]}}"));
      assertThat(elsewhere.result("k"))
          .isEqualTo(Api.json("{\"ok\":false,\"error\":\"task not found\"}"));
    }
  }

  private static String ids(List<String> tasks) {
    return "{\"task_ids\":[\"" + String.join("\",\"", tasks) + "\"]}";
  }

  private static String id(String task) {
    return "{\"task_id\":\"" + task + "\"}";
  }
}
