package io.offstage.agent.run;

import static io.offstage.agent.run.RunFixture.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.offstage.agent.definition.AgentBackground;
import io.offstage.agent.memory.Said;
import io.offstage.store.RunKey;
import io.offstage.store.ThreadKey;
import io.offstage.task.MemoryScope;
import io.offstage.task.TaskStart;
import io.offstage.task.TaskState;
import io.offstage.task.TaskStatus;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Until-idle runs of one thread, and tasks that ask for input. */
class SuccessionTest {

  private static final String UNTIL_IDLE = "{\"untilIdle\":true}";

  @AutoClose private static final RunFixture fixture = new RunFixture();

  private final ThreadKey thread = RunFixture.newThread();

  private SimulatedEngine engine(String message, String more) {
    return engine(RunFixture.start(thread, message, more));
  }

  private static SimulatedEngine engine(TaskStart start) {
    return new SimulatedEngine(
        start,
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
    assertThat(older.output()).hasSize(said + 1);
    assertThat(older.output().getLast())
        .contains("\"type\":\"finish\"", "\"continuedBy\":\"later\"");
    assertThat(waiting).isInstanceOf(TaskState.Waiting.class);
    assertThat(((TaskState.Waiting) waiting).waitingFor()).containsExactly(child);
    assertThat(newer.complete(child, "\"found\"")).isInstanceOf(TaskState.Completed.class);
    assertThat(RunOutput.types(newer.output()).stream().filter("start"::equals)).hasSize(2);
    assertThat(RunOutput.text(newer.output())).contains("research returned", "found");
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
    assertThat(RunOutput.types(engine.output())).endsWith("step-finish", "finish");
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
    assertThat(RunOutput.types(next.output()).stream().filter("start"::equals)).hasSize(1);
    assertThat(RunOutput.text(next.output())).contains("late");
    assertThat(next.output()).allSatisfy(said -> assertThat(said).contains("\"runId\":\"old\""));
    assertThat(fixture.rows(thread))
        .extracting("role")
        .containsExactly("user", "assistant", "assistant", "assistant");
  }

  @Test
  void runWithoutMemoryGoesOnWithWhatTheEndedOnesLogSays() throws Exception {
    SimulatedEngine ended = forgetful("Please research and review", "{}");
    ended.run();
    List<String> children = List.copyOf(ended.children().keySet());
    SimulatedEngine next = forgetful("", goingOnFrom(ended, children.get(0)));
    assertThat(next.run()).isInstanceOf(TaskState.Waiting.class);
    next.takeOver(ended);

    TaskState end = next.complete(children.get(0), "\"late\"");

    assertThat(end).isInstanceOf(TaskState.Completed.class);
    assertThat(RunOutput.text(next.output())).contains("research returned", "late");
    assertThat(next.output())
        .allSatisfy(said -> assertThat(said).contains("\"runId\":\"" + ended.task().id()));
    // Another one that goes on later reads what this one has said, and what has ended meanwhile.
    inject(ended, children.get(1), "\"fine\"");
    List<Said> heard =
        EarlierRuns.goingOn(
                fixture.store,
                new RunKey(MemoryScope.NONE, "third-" + ended.task().id()),
                ended.task().id(),
                fixture.clock)
            .history();
    assertThat(heard)
        .extracting(Said::role)
        .containsExactly("user", "assistant", "assistant", "assistant");
    assertThat(heard.get(1).content()).contains("late", "fine");
    assertThat(heard.getLast().content()).contains("research returned");
  }

  @Test
  void runThatNamesAnEndedOneOfAnotherScopeReadsNothingOfIt() throws Exception {
    SimulatedEngine ended = forgetful("My secret is 4711", "{}");
    ended.run();

    List<Said> heard =
        EarlierRuns.goingOn(
                fixture.store,
                new RunKey(MemoryScope.of("somebody-else", null), "thief"),
                ended.task().id(),
                fixture.clock)
            .history();

    assertThat(heard).isEmpty();
  }

  private SimulatedEngine forgetful(String message, String more) {
    return engine(RunFixture.start(MemoryScope.NONE, message, more));
  }

  private static String goingOnFrom(SimulatedEngine run, String child) {
    return "{\"untilIdle\":true,\"continued\":{\"runId\":\"%s\",\"taskId\":\"%s\",\"once\":true}}"
        .formatted(run.task().id(), child);
  }

  /** A task of an ended run ends, and nobody goes on from that run. */
  private static void inject(SimulatedEngine run, String child, String result) throws Exception {
    SimulatedEngine injection =
        new SimulatedEngine(
            RunFixture.start(MemoryScope.NONE, "", "{}"),
            new ResultInjection(fixture.store, fixture.clock),
            new Boundary(0));
    injection.takeOver(run);
    injection.tell(child, TaskStatus.COMPLETED, json(result), null);
    assertThat(injection.run()).isInstanceOf(TaskState.Completed.class);
  }

  @Test
  void runThatGoesOnFromATaskEndsWhenALaterOneTakesOver() throws Exception {
    SimulatedEngine next =
        engine(
            "", "{\"untilIdle\":true,\"continued\":{\"runId\":\"old\",\"taskId\":\"elsewhere\"}}");
    next.run();

    assertThat(next.handOver()).isInstanceOf(TaskState.Completed.class);
    assertThat(RunOutput.types(next.output())).containsExactly("finish");
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
