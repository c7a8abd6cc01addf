package io.offstage.agent.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.offstage.agent.definition.AgentBackground;
import io.offstage.agent.memory.JsonText;
import io.offstage.store.ThreadKey;
import io.offstage.task.ErrorCode;
import io.offstage.task.MemoryScope;
import io.offstage.task.TaskError;
import io.offstage.task.TaskStart;
import io.offstage.task.TaskState;
import io.offstage.task.TaskStatus;
import io.offstage.task.ToolCall;
import io.offstage.worker.tool.Tool;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class AgentRunTest {

  private static final Tool RESEARCH = HostTools.onTopic("research");
  private static final Tool REVIEW = HostTools.onTopic("review");

  /** Waits half a minute for what a plain stream has begun. */
  private static final AgentBackground PATIENT =
      new AgentBackground(false, false, Map.of(), Duration.ofSeconds(30), List.of());

  @AutoClose private static final RunFixture fixture = new RunFixture();

  private final ThreadKey thread = RunFixture.newThread();

  private SimulatedEngine engine(String message, String more) {
    return engine(RunFixture.start(thread, message, more), AgentBackground.SILENT);
  }

  private SimulatedEngine engine(String message, AgentBackground background) {
    return engine(RunFixture.start(thread, message, "{}"), background);
  }

  private static SimulatedEngine engine(TaskStart start, AgentBackground background) {
    return new SimulatedEngine(
        start,
        fixture.runs(
            RunFixture.demo(),
            background,
            List.of(RESEARCH, REVIEW, HostTools.CLOCK),
            List.of(HostTools.delegate("critic")),
            fixture.store));
  }

  @Test
  void aPlainAnswerStreamsFromStartToFinish() throws Exception {
    SimulatedEngine engine = engine("Good morning", "{}");

    TaskState state = engine.run();

    assertThat(RunOutput.types(engine.output()))
        .containsExactly(
            "start", "step-start", "text-start", "text-delta", "text-end", "step-finish", "finish");
    assertThat(RunOutput.result(state).path("text").asText())
        .isEqualTo(RunOutput.text(engine.output()))
        .startsWith("I am Offstage's built-in demo model.")
        .contains("Good morning");
    assertThat(fixture.rows(thread)).extracting("role").containsExactly("user", "assistant");
  }

  @Test
  void aForegroundCallRunsInsideTheStep() throws Exception {
    SimulatedEngine engine = engine("Look at the clock", "{}");

    engine.run();

    assertThat(RunOutput.types(engine.output()))
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
    assertThat(RunOutput.text(engine.output())).contains("noon");
    assertThat(engine.children()).isEmpty();
  }

  @Test
  void aPlainStreamEndsWithTheAcknowledgementAndItsTasksGoOn() throws Exception {
    SimulatedEngine engine = engine("Please research and review", "{}");

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
    SimulatedEngine engine = engine("Please research and review", "{\"untilIdle\":true}");

    TaskState first = engine.run();
    List<String> children = List.copyOf(engine.children().keySet());
    assertThat(first).isInstanceOf(TaskState.Waiting.class);
    assertThat(((TaskState.Waiting) first).waitingFor())
        .containsExactlyInAnyOrderElementsOf(children);

    int before = engine.output().size();
    TaskState second = engine.complete(children.get(1), "{\"grade\":1.50}");
    assertThat(second).isInstanceOf(TaskState.Waiting.class);
    assertThat(((TaskState.Waiting) second).waitingFor()).containsExactly(children.get(0));
    assertThat(JsonText.tree(engine.output().get(before)).path("type").asText()).isEqualTo("start");
    assertThat(engine.after().get(before)).containsExactly(children.get(1));
    assertThat(RunOutput.text(engine.output().subList(before, engine.output().size())))
        .contains("grade", "Still running: research");

    TaskState third =
        engine.end(
            children.get(0),
            TaskStatus.FAILED,
            null,
            TaskError.of(ErrorCode.TOOL_ERROR, "no network"));

    assertThat(RunOutput.result(third).toString()).contains("no network", "everything I sent");
    assertThat(engine.task().family().inbox()).isEmpty();
    assertThat(fixture.messages(thread).get(1))
        .contains("{\"grade\":1.50}", "no network", "\"isError\":true", "completedAt")
        .doesNotContain("Background task started");
  }

  @Test
  void completionsThatCameDuringATurnAreBatchedIntoTheNext() throws Exception {
    SimulatedEngine engine = engine("Please research and review", "{\"untilIdle\":true}");
    engine.run();
    List<String> children = List.copyOf(engine.children().keySet());

    engine.tell(children.get(0), TaskStatus.COMPLETED, RunFixture.json("\"a\""), null);
    TaskState state = engine.complete(children.get(1), "\"b\"");

    assertThat(state).isInstanceOf(TaskState.Completed.class);
    assertThat(RunOutput.types(engine.output()).stream().filter("start"::equals)).hasSize(2);
  }

  @Test
  void whoeverWaitedTooLongIsDetachedWithoutAnotherTurn() throws Exception {
    SimulatedEngine engine = engine("Please research", "{\"untilIdle\":{\"maxIdleMs\":60000}}");
    TaskState waiting = engine.run();
    assertThat(((TaskState.Waiting) waiting).until())
        .isEqualTo(fixture.clock.instant().plus(Duration.ofMinutes(1)));
    int said = engine.output().size();

    assertThat(engine.run()).isEqualTo(waiting);
    fixture.clock.advance(Duration.ofMinutes(1));

    assertThat(engine.run()).isInstanceOf(TaskState.Completed.class);
    assertThat(engine.output()).hasSize(said);

    // What ends later is in the thread all the same, for the next turn.
    SimulatedEngine injection =
        new SimulatedEngine(
            RunFixture.start(thread, "", "{}"), new ResultInjection(fixture.store, fixture.clock));
    injection.takeOver(engine);
    injection.tell(engine.firstChild(), TaskStatus.COMPLETED, RunFixture.json("\"late\""), null);
    assertThat(injection.run()).isInstanceOf(TaskState.Completed.class);
    assertThat(fixture.messages(thread).get(1)).contains("\"late\"", "completedAt");
  }

  @Test
  void withoutMemoryUntilIdleIsAPlainStream() throws Exception {
    SimulatedEngine engine =
        engine(
            RunFixture.start(MemoryScope.NONE, "Please research", "{\"untilIdle\":true}"),
            AgentBackground.SILENT);

    assertThat(engine.run()).isInstanceOf(TaskState.Completed.class);
    assertThat(engine.children()).hasSize(1);
    assertThat(RunOutput.text(engine.output())).contains("sent research to the background");
  }

  @Test
  void anAwaitedCallHoldsTheStepUntilItsTaskHasEnded() throws Exception {
    SimulatedEngine engine =
        engine("Please research, and look at the clock", RunFixture.awaiting("research"));

    TaskState waiting = engine.run();
    String child = engine.firstChild();
    assertThat(waiting).isEqualTo(new TaskState.Waiting(Set.of(child), true, null));

    TaskState end = engine.complete(child, "\"found\"");

    assertThat(RunOutput.result(end).toString()).contains("found", "noon");
    assertThat(RunOutput.types(engine.output()).stream().filter("start"::equals)).hasSize(1);
    assertThat(engine.task().family().inbox()).isEmpty();
  }

  @Test
  void aPlainStreamMayWaitForTheNextCompletionBeforeItGoesOn() throws Exception {
    SimulatedEngine engine = engine("Please research and review", PATIENT);

    TaskState waiting = engine.run();
    List<String> children = List.copyOf(engine.children().keySet());
    assertThat(waiting)
        .isEqualTo(
            new TaskState.Waiting(
                Set.copyOf(children), false, fixture.clock.instant().plusSeconds(30)));

    TaskState end = engine.complete(children.get(0), "\"soon\"");

    assertThat(RunOutput.result(end).toString())
        .contains("research returned", "soon", "I have sent review");
    assertThat(RunOutput.types(engine.output()).stream().filter("start"::equals)).hasSize(1);
    assertThat(engine.task().family().inbox()).isEmpty();
  }

  @Test
  void whatARunBelowHasUsedCountsAlsoWhereNoTurnFollows() throws Exception {
    SimulatedEngine engine = engine("Please ask the agent critic", PATIENT);
    assertThat(engine.run()).isInstanceOf(TaskState.Waiting.class);
    String child = List.copyOf(engine.children().keySet()).getFirst();

    TaskState end = engine.complete(child, "{\"text\":\"fine\",\"treeUsage\":{\"totalTokens\":7}}");

    JsonNode result = RunOutput.result(end);
    assertThat(result.at("/treeUsage/totalTokens").asLong())
        .isEqualTo(result.at("/usage/totalTokens").asLong() + 7);
  }

  @Test
  void whatACancelledRunBelowHasUsedCountsAndWhatRunsBelowThatHaveUsed() throws Exception {
    SimulatedEngine engine = engine("Please ask the agent critic", PATIENT);
    engine.run();
    TaskStart child = Objects.requireNonNull(engine.children().values().iterator().next());
    SimulatedEngine below = engine(asHost(child, "Please ask the agent critic"), PATIENT);
    assertThat(below.run()).isInstanceOf(TaskState.Waiting.class);
    TaskStart grandchild = Objects.requireNonNull(below.children().values().iterator().next());
    SimulatedEngine lowest = engine(asHost(grandchild, "Good morning"), PATIENT);
    assertThat(lowest.run()).isInstanceOf(TaskState.Completed.class);

    TaskState end = engine.end(child.taskId(), TaskStatus.CANCELLED, null, null);

    JsonNode result = RunOutput.result(end);
    assertThat(tokens(below)).isPositive();
    assertThat(tokens(lowest)).isPositive();
    assertThat(result.at("/treeUsage/totalTokens").asLong())
        .isEqualTo(result.at("/usage/totalTokens").asLong() + tokens(below) + tokens(lowest));
  }

  /** A delegated run that this worker's agent carries out. */
  private static TaskStart asHost(TaskStart run, String message) {
    return new TaskStart(
        run.taskId(),
        new ToolCall(
            run.call().toolName(),
            run.call().toolCallId(),
            JsonText.raw(
                JsonText.object().put("agent", RunFixture.AGENT).put("messages", message))),
        run.origin(),
        run.placement(),
        run.policy(),
        run.lineage(),
        run.createdAt(),
        Map.of());
  }

  private static long tokens(SimulatedEngine run) {
    return run.output().stream()
        .map(JsonText::tree)
        .filter(chunk -> chunk.path("type").asText().equals("step-finish"))
        .mapToLong(chunk -> chunk.at("/payload/output/usage/totalTokens").asLong())
        .sum();
  }

  @Test
  void aCallWhoseTaskTheRunHasNoRoomForIsAToolErrorAndTheOthersGoOn() throws Exception {
    SimulatedEngine engine = engine("Please research and review", "{}");
    engine.takesChildren(1);

    TaskState end = engine.run();

    assertThat(end).isInstanceOf(TaskState.Completed.class);
    assertThat(engine.children()).hasSize(1);
    assertThat(RunOutput.types(engine.output()))
        .containsSubsequence("tool-call", "background-task-started", "tool-error", "finish");
    assertThat(fixture.messages(thread).get(1)).contains("no room");
  }

  @Test
  void aPlainStreamThatHasWaitedLongEnoughGoesOn() throws Exception {
    SimulatedEngine engine = engine("Please research", PATIENT);
    assertThat(engine.run()).isInstanceOf(TaskState.Waiting.class);

    fixture.clock.advance(Duration.ofSeconds(30));

    assertThat(RunOutput.result(engine.run()).toString()).contains("I have sent research");
  }
}
