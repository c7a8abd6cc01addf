package io.offstage.agent.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.offstage.agent.background.OfferedTool;
import io.offstage.agent.definition.AgentBackground;
import io.offstage.agent.memory.JsonText;
import io.offstage.store.ThreadKey;
import io.offstage.task.ErrorCode;
import io.offstage.task.MemoryScope;
import io.offstage.task.RawJson;
import io.offstage.task.TaskError;
import io.offstage.task.TaskStart;
import io.offstage.task.TaskState;
import io.offstage.task.TaskStatus;
import io.offstage.worker.tool.Background;
import io.offstage.worker.tool.Disposition;
import io.offstage.worker.tool.Tool;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class AgentRunTest {

  record Topic(String topic) {}

  private static final Tool RESEARCH =
      Tool.named("research")
          .describedAs("Runs a long job")
          .taking(Topic.class)
          .inBackground()
          .running((in, context) -> Map.of("unused", in.topic()));

  private static final Tool REVIEW =
      Tool.named("review")
          .describedAs("Looks at something")
          .taking(Topic.class)
          .inBackground()
          .running((in, context) -> Map.of("unused", in.topic()));

  private static final Tool CLOCK =
      Tool.named("clock")
          .describedAs("Tells the time")
          .running((args, context) -> Map.of("time", "noon"));

  private static RunFixture fixture;

  private final ThreadKey thread = RunFixture.newThread();

  @BeforeAll
  static void open() {
    fixture = new RunFixture();
  }

  @AfterAll
  static void close() {
    fixture.close();
  }

  private static SimulatedEngine engine(TaskStart start) {
    return new SimulatedEngine(
        start,
        fixture.runs(RunFixture.demo(), AgentBackground.SILENT, List.of(RESEARCH, REVIEW, CLOCK)),
        new Boundary(0));
  }

  private static String resultOf(TaskState state) {
    assertThat(state).isInstanceOf(TaskState.Completed.class);
    return ((TaskState.Completed) state).result().text();
  }

  @Test
  void aPlainAnswerStreamsFromStartToFinish() throws Exception {
    SimulatedEngine engine = engine(RunFixture.start(thread, "Good morning", "{}"));

    TaskState state = engine.run();

    assertThat(RunFixture.types(engine.output()))
        .containsExactly(
            "start", "step-start", "text-start", "text-delta", "text-end", "step-finish", "finish");
    assertThat(JsonText.tree(resultOf(state)).path("text").asText())
        .isEqualTo(RunFixture.text(engine.output()))
        .startsWith("I am Offstage's built-in demo model.")
        .contains("Good morning");
    assertThat(fixture.rows(thread)).extracting("role").containsExactly("user", "assistant");
  }

  @Test
  void aForegroundCallRunsInsideTheStep() throws Exception {
    SimulatedEngine engine = engine(RunFixture.start(thread, "Look at the clock", "{}"));

    engine.run();

    assertThat(RunFixture.types(engine.output()))
        .containsExactly(
            "start",
            "step-start",
            "tool-call-input-streaming-start",
            "tool-call-delta",
            "tool-call-input-streaming-end",
            "tool-call",
            "tool-result",
            "step-finish",
            "step-start",
            "text-start",
            "text-delta",
            "text-end",
            "step-finish",
            "finish");
    assertThat(RunFixture.text(engine.output())).contains("noon");
    assertThat(engine.children()).isEmpty();
  }

  @Test
  void aPlainStreamEndsWithTheAcknowledgementAndItsTasksGoOn() throws Exception {
    SimulatedEngine engine = engine(RunFixture.start(thread, "Please research and review", "{}"));

    TaskState state = engine.run();

    assertThat(state).isInstanceOf(TaskState.Completed.class);
    assertThat(engine.children().values())
        .extracting(child -> child.call().toolName())
        .containsExactly("research", "review");
    assertThat(engine.children().values())
        .allSatisfy(
            child -> {
              assertThat(child.lineage().parent()).isNotNull();
              assertThat(child.placement().pool()).isEqualTo("tools");
              assertThat(child.placement().concurrencyKey()).isEqualTo("host/" + thread.resource());
              assertThat(child.call().args().text()).contains("Please research and review");
            });
    assertThat(fixture.messages(thread).get(1)).contains("Background task started. Task ID: ");
  }

  @Test
  void untilIdleReactsToEachCompletionAndEndsAfterTheLast() throws Exception {
    SimulatedEngine engine =
        engine(RunFixture.start(thread, "Please research and review", "{\"untilIdle\":true}"));

    TaskState first = engine.run();
    List<String> children = List.copyOf(engine.children().keySet());
    assertThat(first).isInstanceOf(TaskState.Waiting.class);
    assertThat(((TaskState.Waiting) first).waitingFor())
        .containsExactlyInAnyOrderElementsOf(children);

    int before = engine.output().size();
    TaskState second =
        engine.end(
            children.get(1), TaskStatus.COMPLETED, RunFixture.json("{\"grade\":1.50}"), null);
    assertThat(second).isInstanceOf(TaskState.Waiting.class);
    assertThat(((TaskState.Waiting) second).waitingFor()).containsExactly(children.get(0));
    assertThat(JsonText.tree(engine.output().get(before)).path("type").asText()).isEqualTo("start");
    assertThat(engine.after().get(before)).containsExactly(children.get(1));
    assertThat(RunFixture.text(engine.output().subList(before, engine.output().size())))
        .contains("grade", "Still running: research");

    TaskState third =
        engine.end(
            children.get(0),
            TaskStatus.FAILED,
            null,
            TaskError.of(ErrorCode.TOOL_ERROR, "no network"));

    assertThat(resultOf(third)).contains("no network", "everything I sent");
    assertThat(engine.task().family().inbox()).isEmpty();
    assertThat(fixture.messages(thread).get(1))
        .contains("{\"grade\":1.50}", "no network", "\"isError\":true", "completedAt")
        .doesNotContain("Background task started");
  }

  @Test
  void completionsThatCameDuringATurnAreBatchedIntoTheNext() throws Exception {
    SimulatedEngine engine =
        engine(RunFixture.start(thread, "Please research and review", "{\"untilIdle\":true}"));
    engine.run();
    List<String> children = List.copyOf(engine.children().keySet());

    engine.tell(children.get(0), TaskStatus.COMPLETED, RunFixture.json("\"a\""), null);
    TaskState state =
        engine.end(children.get(1), TaskStatus.COMPLETED, RunFixture.json("\"b\""), null);

    assertThat(state).isInstanceOf(TaskState.Completed.class);
    assertThat(RunFixture.types(engine.output()).stream().filter("start"::equals)).hasSize(2);
  }

  @Test
  void whoeverWaitedTooLongIsDetachedWithoutAnotherTurn() throws Exception {
    SimulatedEngine engine =
        engine(
            RunFixture.start(thread, "Please research", "{\"untilIdle\":{\"maxIdleMs\":60000}}"));
    TaskState waiting = engine.run();
    assertThat(((TaskState.Waiting) waiting).until())
        .isEqualTo(fixture.clock.instant().plus(Duration.ofMinutes(1)));
    int said = engine.output().size();

    assertThat(engine.run()).isEqualTo(waiting);
    fixture.clock.advance(Duration.ofMinutes(1));

    assertThat(engine.run()).isInstanceOf(TaskState.Completed.class);
    assertThat(engine.output()).hasSize(said);
  }

  @Test
  void withoutMemoryUntilIdleIsAPlainStream() throws Exception {
    SimulatedEngine engine =
        engine(RunFixture.start(MemoryScope.NONE, "Please research", "{\"untilIdle\":true}"));

    assertThat(engine.run()).isInstanceOf(TaskState.Completed.class);
    assertThat(engine.children()).hasSize(1);
    assertThat(RunFixture.text(engine.output())).contains("sent research to the background");
  }

  @Test
  void anAwaitedCallHoldsTheStepUntilItsTaskHasEnded() throws Exception {
    AgentBackground awaiting =
        new AgentBackground(
            false,
            false,
            Map.of("research", new AgentBackground.Entry(null, Disposition.AWAITED, null, null)),
            null,
            List.of());
    SimulatedEngine engine =
        new SimulatedEngine(
            RunFixture.start(thread, "Please research, and look at the clock", "{}"),
            fixture.runs(RunFixture.demo(), awaiting, List.of(RESEARCH, CLOCK)),
            new Boundary(0));

    TaskState waiting = engine.run();
    String child = engine.children().keySet().iterator().next();
    assertThat(waiting).isEqualTo(new TaskState.Waiting(Set.of(child), true, null));

    TaskState end = engine.end(child, TaskStatus.COMPLETED, RunFixture.json("\"found\""), null);

    assertThat(resultOf(end)).contains("found", "noon");
    assertThat(RunFixture.types(engine.output()).stream().filter("start"::equals)).hasSize(1);
    assertThat(engine.task().family().inbox()).isEmpty();
  }

  @Test
  void aPlainStreamMayWaitForTheNextCompletionBeforeItGoesOn() throws Exception {
    AgentBackground patient =
        new AgentBackground(false, false, Map.of(), Duration.ofSeconds(30), List.of());
    SimulatedEngine engine =
        new SimulatedEngine(
            RunFixture.start(thread, "Please research and review", "{}"),
            fixture.runs(RunFixture.demo(), patient, List.of(RESEARCH, REVIEW)),
            new Boundary(0));

    TaskState waiting = engine.run();
    List<String> children = List.copyOf(engine.children().keySet());
    assertThat(waiting)
        .isEqualTo(
            new TaskState.Waiting(
                Set.copyOf(children), false, fixture.clock.instant().plusSeconds(30)));

    TaskState end =
        engine.end(children.get(0), TaskStatus.COMPLETED, RunFixture.json("\"soon\""), null);

    assertThat(resultOf(end)).contains("research returned", "soon", "I have sent review");
    assertThat(RunFixture.types(engine.output()).stream().filter("start"::equals)).hasSize(1);
    assertThat(engine.task().family().inbox()).isEmpty();
  }

  @Test
  void whatARunBelowHasUsedCountsAlsoWhereNoTurnFollows() throws Exception {
    AgentBackground patient =
        new AgentBackground(false, false, Map.of(), Duration.ofSeconds(30), List.of());
    OfferedTool critic =
        new OfferedTool(
            "agent-critic",
            "Weighs claims",
            new RawJson("{\"type\":\"object\",\"properties\":{\"prompt\":{\"type\":\"string\"}}}"),
            Background.ELIGIBLE,
            new OfferedTool.Delegate("critic"));
    SimulatedEngine engine =
        new SimulatedEngine(
            RunFixture.start(thread, "Please ask the agent critic", "{}"),
            fixture.runs(RunFixture.demo(), patient, List.of(), List.of(critic), fixture.store),
            new Boundary(0));
    assertThat(engine.run()).isInstanceOf(TaskState.Waiting.class);
    String child = List.copyOf(engine.children().keySet()).getFirst();

    TaskState end =
        engine.end(
            child,
            TaskStatus.COMPLETED,
            RunFixture.json("{\"text\":\"fine\",\"treeUsage\":{\"totalTokens\":7}}"),
            null);

    JsonNode result = JsonText.tree(resultOf(end));
    assertThat(result.at("/treeUsage/totalTokens").asLong())
        .isEqualTo(result.at("/usage/totalTokens").asLong() + 7);
  }

  @Test
  void aPlainStreamThatHasWaitedLongEnoughGoesOn() throws Exception {
    AgentBackground patient =
        new AgentBackground(false, false, Map.of(), Duration.ofSeconds(30), List.of());
    SimulatedEngine engine =
        new SimulatedEngine(
            RunFixture.start(thread, "Please research", "{}"),
            fixture.runs(RunFixture.demo(), patient, List.of(RESEARCH)),
            new Boundary(0));
    assertThat(engine.run()).isInstanceOf(TaskState.Waiting.class);

    fixture.clock.advance(Duration.ofSeconds(30));

    assertThat(resultOf(engine.run())).contains("I have sent research");
  }
}
