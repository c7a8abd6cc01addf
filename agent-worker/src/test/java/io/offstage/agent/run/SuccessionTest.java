package io.offstage.agent.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.offstage.agent.definition.AgentBackground;
import io.offstage.store.ThreadKey;
import io.offstage.task.MemoryScope;
import io.offstage.task.TaskStart;
import io.offstage.task.TaskState;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Until-idle runs of one thread, and tasks that ask for input. */
class SuccessionTest {

  private static final String UNTIL_IDLE = "{\"untilIdle\":true}";

  @AutoClose private static final RunFixture fixture = new RunFixture();

  private final ThreadKey thread = RunFixture.newThread();

  private SimulatedEngine engine(String message, String more) {
    return new SimulatedEngine(
        RunFixture.start(thread, message, more),
        fixture.runs(
            RunFixture.demo(),
            AgentBackground.SILENT,
            List.of(HostTools.background("research"), HostTools.background("review"))));
  }

  @Test
  void whoeverHasBeenTakenOverFromEndsWithoutAnotherTurnAndTheOtherReacts() throws Exception {
    SimulatedEngine older = engine("Please research", UNTIL_IDLE);
    older.run();
    String child = older.firstChild();
    int said = older.output().size();
    SimulatedEngine newer = engine("Good morning", UNTIL_IDLE);
    newer.takeOver(older);

    TaskState end = older.handOver();
    TaskState waiting = newer.run();

    assertThat(end).isInstanceOf(TaskState.Completed.class);
    assertThat(older.output()).hasSize(said);
    assertThat(waiting).isInstanceOf(TaskState.Waiting.class);
    assertThat(((TaskState.Waiting) waiting).waitingFor()).containsExactly(child);
    assertThat(newer.complete(child, "\"found\"")).isInstanceOf(TaskState.Completed.class);
    assertThat(RunFixture.types(newer.output()).stream().filter("start"::equals)).hasSize(2);
    assertThat(RunFixture.text(newer.output())).contains("research returned", "found");
    assertThat(fixture.messages(thread).get(1)).contains("\"found\"", "completedAt");
  }

  @Test
  void suspendedTaskCountsAsEnded() throws Exception {
    SimulatedEngine engine = engine("Please research and review", UNTIL_IDLE);
    engine.run();
    List<String> children = List.copyOf(engine.children().keySet());

    assertThat(engine.suspend(children.get(0), true)).isInstanceOf(TaskState.Waiting.class);
    TaskState end = engine.complete(children.get(1), "\"fine\"");

    assertThat(end).isInstanceOf(TaskState.Completed.class);
    assertThat(RunFixture.types(engine.output())).endsWith("step-finish", "finish");
    assertThat(engine.task().family().open()).containsOnlyKeys(children.get(0));
  }

  @Test
  void suspendedTaskThatGoesOnInTimeIsWaitedForAgain() throws Exception {
    SimulatedEngine engine = engine("Please research and review", UNTIL_IDLE);
    engine.run();
    List<String> children = List.copyOf(engine.children().keySet());

    engine.suspend(children.get(0), true);
    engine.suspend(children.get(0), false);

    assertThat(engine.complete(children.get(1), "1")).isInstanceOf(TaskState.Waiting.class);
  }

  @Test
  void runGoesOnFromASuspendedTaskOfAnEndedOneUnderItsName() throws Exception {
    SimulatedEngine ended = engine("Please research", "{}");
    ended.run();
    String child = ended.firstChild();
    SimulatedEngine next =
        engine(
            "",
            "{\"untilIdle\":true,\"continued\":{\"runId\":\"old\",\"taskId\":\"%s\",\"once\":true}}"
                .formatted(child));

    TaskState waiting = next.run();
    assertThat(((TaskState.Waiting) waiting).waitingFor()).containsExactly(child);
    assertThat(next.output()).isEmpty();
    next.takeOver(ended);
    TaskState end = next.complete(child, "\"late\"");

    assertThat(end).isInstanceOf(TaskState.Completed.class);
    assertThat(RunFixture.types(next.output()).stream().filter("start"::equals)).hasSize(1);
    assertThat(RunFixture.text(next.output())).contains("late");
    assertThat(next.output()).allSatisfy(said -> assertThat(said).contains("\"runId\":\"old\""));
    assertThat(fixture.rows(thread))
        .extracting("role")
        .containsExactly("user", "assistant", "assistant", "assistant");
  }

  @Test
  void runThatGoesOnFromATaskEndsWhenALaterOneTakesOver() throws Exception {
    SimulatedEngine next =
        engine(
            "", "{\"untilIdle\":true,\"continued\":{\"runId\":\"old\",\"taskId\":\"elsewhere\"}}");
    next.run();

    assertThat(next.handOver()).isInstanceOf(TaskState.Completed.class);
    assertThat(next.output()).isEmpty();
  }

  @Test
  void onlyRunsOfTheThreadItselfTakeOver() {
    TaskStart idle = RunFixture.start(thread, "go", UNTIL_IDLE);
    TaskStart plain = RunFixture.start(thread, "\"untilIdle\"", "{}");
    TaskStart refused = RunFixture.start(thread, "go", "{\"untilIdle\":false}");
    TaskStart forgetful = RunFixture.start(MemoryScope.NONE, "go", UNTIL_IDLE);

    assertThat(List.of(idle, plain, refused, forgetful))
        .extracting(AgentRun::isUntilIdle)
        .containsExactly(true, false, false, false);
  }
}
