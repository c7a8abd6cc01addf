package io.offstage.agent.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.offstage.store.ThreadKey;
import io.offstage.task.Backpressure;
import io.offstage.task.ErrorCode;
import io.offstage.task.TaskError;
import io.offstage.task.TaskState;
import io.offstage.task.TaskStatus;
import io.offstage.worker.tool.Tool;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls in the background that would rather not wait where their key is busy. */
class BackpressureTest {

  private static final Tool RESEARCH =
      Tool.named("research")
          .describedAs("Runs a long job")
          .taking(HostTools.Topic.class)
          .inBackground()
          .running((in, context) -> Map.of("found", "inline " + in.topic()));

  private static final TaskError BUSY =
      TaskError.of(ErrorCode.REJECTED, "Task 1 was rejected: key \"k\" has reached its limit of 1");

  @AutoClose private static final RunFixture fixture = new RunFixture();

  private final ThreadKey thread = RunFixture.newThread();

  private SimulatedEngine engine(Backpressure whenBusy, Boundary boundary) {
    return new SimulatedEngine(
        RunFixture.start(thread, "Please research", "{\"untilIdle\":true}"),
        fixture.runs(whenBusy, fixture.crashing(boundary), List.of(RESEARCH)),
        boundary);
  }

  @Test
  void callIsAcknowledgedOnceItsOwnerHasTakenIt() throws Exception {
    SimulatedEngine engine = engine(Backpressure.REJECT, new Boundary(0));

    TaskState waiting = engine.run();
    String child = engine.firstChild();

    assertThat(waiting).isEqualTo(TaskState.Waiting.forVerdicts(engine.children().keySet()));
    assertThat(engine.children().values())
        .allMatch(start -> start.placement().backpressure() == Backpressure.REJECT);
    assertThat(RunOutput.types(engine.output()))
        .endsWith("tool-call")
        .doesNotContain("background-task-started");

    engine.accept(child);
    assertThat(RunOutput.types(engine.output()))
        .containsSubsequence("tool-call", "background-task-started", "tool-result", "finish");
    TaskState end = engine.complete(child, "\"elsewhere\"");
    assertThat(RunOutput.result(end).toString()).contains("elsewhere");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13})
  void rejectedCallIsAToolErrorAndNoBackgroundTaskWhereverAWorkerDies(int crashAt)
      throws Exception {
    SimulatedEngine engine = engine(Backpressure.REJECT, new Boundary(crashAt));
    engine.run();
    String child = engine.firstChild();

    TaskState end = engine.end(child, TaskStatus.FAILED, null, BUSY);

    assertThat(end).isInstanceOf(TaskState.Completed.class);
    assertThat(RunOutput.types(engine.output()))
        .containsOnlyOnce("tool-error")
        .containsSubsequence("tool-call", "tool-error", "step-finish", "step-start", "finish")
        .doesNotContain("background-task-started", "tool-result");
    assertThat(engine.output()).anyMatch(chunk -> chunk.contains("has reached its limit of 1"));
    assertThat(engine.children()).hasSize(1);
    assertThat(engine.task().family().inbox()).isEmpty();
    assertThat(String.join("", fixture.messages(thread)))
        .contains("has reached its limit of 1")
        .doesNotContain("Background task started");
  }

  @Test
  void refusedCallThatMayFallBackIsCarriedOutInline() throws Exception {
    SimulatedEngine engine = engine(Backpressure.FALLBACK_SYNC, new Boundary(0));
    engine.run();
    String child = engine.firstChild();

    TaskState end = engine.end(child, TaskStatus.FAILED, null, BUSY);

    assertThat(RunOutput.result(end).toString()).contains("inline");
    assertThat(RunOutput.types(engine.output()))
        .containsOnlyOnce("tool-result", "finish")
        .doesNotContain("background-task-started", "tool-error");
    assertThat(engine.children()).hasSize(1);
    assertThat(String.join("", fixture.messages(thread)))
        .doesNotContain("Background task started", "has reached its limit");
  }
}
