package io.offstage.agent.run;

import static io.offstage.agent.model.ScriptedReply.call;
import static io.offstage.agent.model.ScriptedReply.calls;
import static io.offstage.agent.model.ScriptedReply.says;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offstage.agent.background.ControlTool;
import io.offstage.agent.background.OfferedTool;
import io.offstage.agent.definition.AgentBackground;
import io.offstage.agent.memory.JsonText;
import io.offstage.agent.model.OpenAiServer;
import io.offstage.agent.model.ScriptedReply;
import io.offstage.store.ThreadKey;
import io.offstage.task.RawJson;
import io.offstage.task.TaskState;
import io.offstage.task.TaskStatus;
import io.offstage.worker.tool.Background;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Control calls inside a run, while the read model knows nothing of its tasks yet. */
class ControlCallsTest {

  private static final String TWO_HOURS = "{\"task_ids\":[\"%s\"],\"timeout_s\":7200}";

  @AutoClose private static final RunFixture fixture = new RunFixture();

  private final ThreadKey thread = RunFixture.newThread();

  /** What a model says. */
  private interface Reply {
    ScriptedReply to(List<String> taskIds);
  }

  /** A model that says one thing after the other, each knowing the ids of the tasks so far. */
  private static OpenAiServer model(Reply... replies) {
    Deque<Reply> rest = new ArrayDeque<>(Arrays.asList(replies));
    return OpenAiServer.answering(request -> rest.removeFirst().to(taskIds(request)));
  }

  /** Starts a task, cancels it, and says "done". */
  private static OpenAiServer cancelling() {
    return model(
        _ -> research("c1"),
        ids -> calls(call("x", "bg_cancel", "{\"task_id\":\"%s\"}".formatted(ids.getFirst()))),
        _ -> says("done"));
  }

  private static List<String> taskIds(JsonNode request) {
    List<String> ids = new ArrayList<>();
    for (JsonNode message : request.path("messages")) {
      String text = message.path("content").asText();
      if (text.startsWith("Background task started. Task ID: ")) {
        ids.add(text.substring(34, text.indexOf(". The tool")));
      }
    }
    return ids;
  }

  private SimulatedEngine engine(OpenAiServer model, String more) {
    return engine(model, thread, more, new Boundary(0));
  }

  private static SimulatedEngine engine(
      OpenAiServer model, ThreadKey thread, String more, Boundary boundary) {
    return new SimulatedEngine(
        RunFixture.start(thread, "go", more),
        fixture.runs(
            RunFixture.openAi(model.baseUrl()),
            AgentBackground.SILENT,
            List.of(HostTools.onTopic("research")),
            Stream.of(
                    ControlTool.BG_LIST,
                    ControlTool.BG_CHECK,
                    ControlTool.BG_CANCEL,
                    ControlTool.BG_WAIT,
                    ControlTool.WAIT_AGENTS)
                .map(ControlCallsTest::offer)
                .toList(),
            fixture.crashing(boundary)),
        boundary);
  }

  private static OfferedTool offer(ControlTool tool) {
    return new OfferedTool(
        tool.toolName(),
        "",
        new RawJson("{\"type\":\"object\"}"),
        Background.NEVER,
        new OfferedTool.Control(tool));
  }

  private static ScriptedReply research(String... callIds) {
    return calls(
        Arrays.stream(callIds)
            .map(id -> call(id, "research", "{\"topic\":\"" + id + "\"}"))
            .toArray(ScriptedReply.Call[]::new));
  }

  /** What a call came to, as the stream tells it. */
  private static JsonNode resultOf(SimulatedEngine engine, String callId) {
    return engine.output().stream()
        .map(JsonText::tree)
        .filter(
            chunk ->
                chunk.path("type").asText().equals("tool-result")
                    && chunk.at("/payload/toolCallId").asText().equals(callId))
        .map(chunk -> chunk.at("/payload/result"))
        .reduce((_, last) -> last)
        .orElseThrow();
  }

  @Test
  void aTaskThatWasJustStartedIsListedAndCheckedAsPending() throws Exception {
    try (OpenAiServer model =
        model(
            _ -> research("c1"),
            ids ->
                calls(
                    call("l", "bg_list", "{}"),
                    call("k", "bg_check", "{\"task_id\":\"%s\"}".formatted(ids.getFirst()))),
            _ -> says("done"))) {
      SimulatedEngine engine = engine(model, "{}");

      TaskState end = engine.run();

      assertThat(end).isInstanceOf(TaskState.Completed.class);
      String task = engine.firstChild();
      assertThat(resultOf(engine, "l"))
          .isEqualTo(
              JsonText.tree(
                  """
                  {"ok":true,"value":{"tasks":[{"task_id":"%s","status":"pending","tool":"research",
                   "enqueued_at":"%s"}]}}
                  """
                      .formatted(task, resultOf(engine, "k").at("/value/enqueued_at").asText())));
      JsonNode checked = resultOf(engine, "k");
      assertThat(checked.path("ok").asBoolean()).isTrue();
      assertThat(checked.at("/value/task_id").asText()).isEqualTo(task);
      assertThat(checked.at("/value/status").asText()).isEqualTo("pending");
      assertThat(checked.at("/value/tool_call_id").asText()).isEqualTo("c1");
      assertThat(checked.at("/value/args/topic").asText()).isEqualTo("c1");
    }
  }

  @Test
  void whatIsNotTheCallersOwnIsNotFoundAndNothingIsEverThrown() throws Exception {
    try (OpenAiServer model =
        model(
            _ ->
                calls(
                    call("a", "bg_check", "{\"task_id\":\"another-s\"}"),
                    call("b", "bg_cancel", "{\"task_id\":\"another-s\"}"),
                    call("c", "bg_wait", "{\"task_ids\":[\"another-s\"]}"),
                    call("d", "bg_check", "{}"),
                    call("e", "bg_wait", "{\"task_id\":\"x\",\"mode\":\"some\"}"),
                    call("f", "bg_check", "{\"task_id\":\"no id\"}")),
            _ -> says("done"))) {
      SimulatedEngine engine = engine(model, "{}");

      engine.run();

      assertThat(Stream.of("a", "b", "c", "d", "e", "f").map(id -> resultOf(engine, id).toString()))
          .containsExactly(
              "{\"ok\":false,\"error\":\"task not found\"}",
              "{\"ok\":false,\"error\":\"task not found\"}",
              "{\"ok\":false,\"error\":\"task not found: another-s\"}",
              "{\"ok\":false,\"error\":\"task_id is required\"}",
              "{\"ok\":false,\"error\":\"task not found: x\"}",
              "{\"ok\":false,\"error\":\"task not found\"}");
    }
  }

  @Test
  void aJoinOfWhatIsNotThereIsAnErrorThatNamesIt() throws Exception {
    try (OpenAiServer model =
        model(
            _ ->
                calls(
                    call("a", "wait_background_agents", "{\"task_ids\":[\"nobody-s\"]}"),
                    call("b", "wait_background_agents", "{}"),
                    call("c", "wait_background_agents", "{\"task_ids\":[\"x\"],\"timeout\":3601}")),
            _ -> says("done"))) {
      SimulatedEngine engine = engine(model, "{}");

      engine.run();

      assertThat(Stream.of("a", "b", "c").map(id -> errorOf(engine, id)))
          .containsExactly(
              "{\"all_done\":false,\"tasks\":[{\"task_id\":\"nobody-s\",\"status\":\"not_found\","
                  + "\"done\":false}]}",
              "invalid arguments: task_ids is required",
              "invalid arguments: timeout must be a whole number of seconds, 3600 at most");
    }
  }

  /** What a call failed with, as the stream tells it. */
  private static String errorOf(SimulatedEngine engine, String callId) {
    return engine.output().stream()
        .map(JsonText::tree)
        .filter(
            chunk ->
                chunk.path("type").asText().equals("tool-error")
                    && chunk.at("/payload/toolCallId").asText().equals(callId))
        .map(chunk -> chunk.at("/payload/error/message").asText())
        .findFirst()
        .orElseThrow();
  }

  @Test
  void waitingTwoHoursIsAStateOfTheRunInWhichNoCodeRuns() throws Exception {
    try (OpenAiServer model =
        model(
            _ -> research("c1"),
            ids -> calls(call("w", "bg_wait", TWO_HOURS.formatted(ids.getFirst()))),
            _ -> says("done"))) {
      SimulatedEngine engine = engine(model, "{\"untilIdle\":true}");

      TaskState waiting = engine.run();

      String task = engine.firstChild();
      assertThat(waiting)
          .isEqualTo(
              new TaskState.Waiting(
                  Set.of(task), true, fixture.clock.instant().plus(Duration.ofHours(2))));
      fixture.clock.advance(Duration.ofHours(1));
      assertThat(engine.run()).isEqualTo(waiting);

      TaskState end = engine.complete(task, "{\"n\":1.50}");

      assertThat(end).isInstanceOf(TaskState.Completed.class);
      JsonNode value = resultOf(engine, "w").path("value");
      assertThat(value.at("/completed/0/task_id").asText()).isEqualTo(task);
      assertThat(value.at("/completed/0/status").asText()).isEqualTo("completed");
      assertThat(value.at("/completed/0/result").toString()).isEqualTo("{\"n\":1.50}");
      assertThat(value.path("pending")).isEmpty();
      assertThat(value.path("timed_out").asBoolean()).isFalse();
      assertThat(engine.task().family().inbox()).isEmpty();
      assertThat(RunOutput.types(engine.output()).stream().filter("start"::equals))
          .as("nobody tells the model again what it has waited for")
          .hasSize(1);
      assertThat(fixture.messages(thread).get(1)).contains("{\"n\":1.50}", "completedAt");
    }
  }

  @Test
  void theTimeoutEndsTheWaitAndTheTaskGoesOn() throws Exception {
    try (OpenAiServer model =
        model(
            _ -> research("c1"),
            ids -> calls(call("w", "bg_wait", TWO_HOURS.formatted(ids.getFirst()))),
            _ -> says("done"))) {
      SimulatedEngine engine = engine(model, "{}");
      engine.run();
      String task = engine.firstChild();

      fixture.clock.advance(Duration.ofHours(2));
      TaskState end = engine.run();

      assertThat(end).isInstanceOf(TaskState.Completed.class);
      assertThat(resultOf(engine, "w").toString())
          .isEqualTo(
              "{\"ok\":true,\"value\":{\"completed\":[],\"pending\":[\"%s\"],\"timed_out\":true}}"
                  .formatted(task));
      assertThat(engine.task().family().open()).containsKey(task);
    }
  }

  @Test
  void waitingForAnyIsNotDisturbedByTheEndOfAnother() throws Exception {
    try (OpenAiServer model =
        model(
            _ -> research("c1", "c2", "c3"),
            ids ->
                calls(
                    call(
                        "w",
                        "bg_wait",
                        "{\"task_ids\":[\"%s\",\"%s\"],\"mode\":\"any\"}"
                            .formatted(ids.get(0), ids.get(1)))),
            _ -> says("one is there"),
            _ -> says("the third is there"),
            _ -> says("all are there"))) {
      SimulatedEngine engine = engine(model, "{\"untilIdle\":true}");
      engine.run();
      List<String> ids = List.copyOf(engine.children().keySet());

      TaskState still = engine.complete(ids.get(2), "null");
      assertThat(still).isInstanceOf(TaskState.Waiting.class);
      assertThat(model.requests()).hasSize(2);
      TaskState next = engine.complete(ids.get(1), "null");

      JsonNode value = resultOf(engine, "w").path("value");
      assertThat(value.path("completed").findValuesAsText("task_id")).containsExactly(ids.get(1));
      assertThat(value.path("pending").get(0).asText()).isEqualTo(ids.get(0));
      assertThat(((TaskState.Waiting) next).waitingFor()).containsExactly(ids.get(0));
      assertThat(model.requests()).as("the third's end is told in a turn of its own").hasSize(4);
    }
  }

  @Test
  void aCancelIsSentToTheOwnerWhoseVerdictIsTheAnswer() throws Exception {
    try (OpenAiServer model = cancelling()) {
      SimulatedEngine engine = engine(model, "{\"untilIdle\":true}");
      fixture.cancelled.clear();

      assertThat(engine.run()).isInstanceOf(TaskState.Waiting.class);
      String task = engine.firstChild();
      assertThat(fixture.cancelled).extracting("taskId").containsExactly(task);
      TaskState end = engine.end(task, TaskStatus.CANCELLED, null, null);

      assertThat(end).isInstanceOf(TaskState.Completed.class);
      assertThat(resultOf(engine, "x").path("value").toString())
          .isEqualTo("{\"ok\":true,\"status\":\"cancelled\",\"task_id\":\"%s\"}".formatted(task));
    }
  }

  @Test
  void whatEndedBeforeTheCancelCameSaysHow() throws Exception {
    try (OpenAiServer model = cancelling()) {
      SimulatedEngine engine = engine(model, "{\"untilIdle\":true}");
      engine.run();
      String task = engine.firstChild();

      engine.complete(task, "null");

      assertThat(resultOf(engine, "x").path("value").toString())
          .isEqualTo("{\"ok\":false,\"status\":\"completed\",\"task_id\":\"%s\"}".formatted(task));
    }
  }

  @Test
  void anOwnerThatDoesNotAnswerIsNotWaitedForForEver() throws Exception {
    try (OpenAiServer model = cancelling()) {
      SimulatedEngine engine = engine(model, "{}");
      engine.run();

      fixture.clock.advance(Duration.ofSeconds(10));
      engine.run();

      assertThat(resultOf(engine, "x").path("ok").asBoolean()).isFalse();
      assertThat(resultOf(engine, "x").path("error").asText()).contains("not answered yet");
    }
  }

  @Test
  void aWorkerThatDiesAnywhereInAWaitChangesNothing() throws Exception {
    CrashStory.isTheSameWhereverTheWorkerDies(ControlCallsTest::told, Boundary::new, 20);
  }

  private static List<String> told(Boundary boundary) throws Exception {
    ThreadKey own = RunFixture.newThread();
    try (OpenAiServer model =
        OpenAiServer.answering(
            request -> {
              JsonNode messages = request.path("messages");
              return switch (messages.size()) {
                case 2 -> research("c1", "c2");
                case 5 ->
                    calls(
                        call(
                            "w",
                            "bg_wait",
                            ((ObjectNode) JsonText.tree("{\"mode\":\"all\"}"))
                                .set("task_ids", JsonText.MAPPER.valueToTree(taskIds(request)))
                                .toString()));
                default -> says("done");
              };
            })) {
      SimulatedEngine engine = engine(model, own, "{\"untilIdle\":true}", boundary);
      engine.run();
      List<String> ids = List.copyOf(engine.children().keySet());
      engine.complete(ids.get(1), "\"2\"");
      engine.complete(ids.get(0), "\"1\"");
      assertThat(engine.task().state()).isInstanceOf(TaskState.Completed.class);
      assertThat(engine.children()).hasSize(2);
      List<String> all = new ArrayList<>(engine.output());
      all.addAll(fixture.messages(own));
      return all.stream()
          // Cut in the middle of ids.
          .filter(text -> !text.contains("\"type\":\"tool-call-delta\""))
          .map(text -> text.replaceAll("(run-)?[0-9a-f]{8}-[0-9a-f-]{27}", "ID"))
          .map(Objects::requireNonNull)
          .toList();
    }
  }
}
