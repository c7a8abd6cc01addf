package io.offstage.worker.schedule;

import static io.offstage.worker.schedule.TaskStarts.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.offstage.task.ChildEnd;
import io.offstage.task.Outcome;
import io.offstage.task.OutputMark;
import io.offstage.task.RawJson;
import io.offstage.task.Task;
import io.offstage.task.TaskStart;
import io.offstage.task.TaskState;
import io.offstage.topic.Command;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Runs of one thread: who hears of whose children, and who may begin. */
class SuccessionTest {

  private static final String THREAD = "thread:user/thread";
  private static final String HEIR = "until-idle";

  private final OneWorker worker = worker(Window.DEFAULT);
  private final TaskStart older = run("older");
  private final TaskStart newer = run("newer");
  private final TaskStart child = task("child").childOf(older).build();
  private final TaskStart other = task("other").childOf(older).build();

  private static OneWorker worker(Window window) {
    return new OneWorker(
        new SchedulerOptions(
            TaskStarts.POOL,
            OneWorker.NAME,
            4,
            StandingLimits.perKey(_ -> 1),
            _ -> true,
            OneWorker.TOOL_GRACE,
            100,
            new Orphans(start -> start.call().toolName().equals(HEIR), "inject"),
            window,
            OneWorker.START_WINDOW));
  }

  private static TaskStart run(String id) {
    return task(id).tool(HEIR).key(THREAD).build();
  }

  @Test
  void newerRunTakesOverWhatTheOlderWaitsForAndTheOlderEnds() {
    worker.start(older);
    idles("older", child, other);

    worker.start(newer);

    assertThat(worker.task("newer").family().open()).containsOnlyKeys("child", "other");
    assertThat(worker.task("older").family().open()).isEmpty();
    assertThat(worker.started()).containsExactly("older", "newer");
    idles("newer");
    assertThat(worker.started()).containsExactly("older", "newer", "older");
    worker.succeed("older");
    told("child");
    assertThat(worker.started()).containsExactly("older", "newer", "older", "newer");
    assertThat(inbox("newer")).containsExactly("child");
  }

  @Test
  void endThatTheOlderHasNotDealtWithGoesOver() {
    worker.start(older);
    step("older", child, other);
    worker.start(newer);
    told("child");

    Effects effects = idles("older", other);

    // The older has news: its turn comes first, since it was there first.
    assertThat(effects.starts()).extracting(start -> start.id().taskId()).containsExactly("older");
    worker.end("older", idle(List.of("child"), other));
    assertThat(worker.started()).containsExactly("older", "older", "newer");
    assertThat(worker.task("newer").family().open()).containsOnlyKeys("other");
    assertThat(inbox("newer")).isEmpty();
  }

  @Test
  void runInTheMiddleOfItsTurnKeepsItsChildrenAndTheThread() {
    worker.start(older);
    waitsInTurn("older", child);

    worker.start(newer);
    assertThat(worker.started()).containsExactly("older");
    told("child");
    assertThat(worker.started()).containsExactly("older", "older");
    worker.succeed("older");

    assertThat(worker.started()).containsExactly("older", "older", "newer");
    assertThat(worker.task("newer").family().open()).isEmpty();
  }

  @Test
  void whoeverIsInItsTurnIsNotHeldUpByAnImportantRunThatMayNotBegin() {
    worker.start(older);
    waitsInTurn("older", child);
    worker.start(task("urgent").tool(HEIR).key(THREAD).priority(50).build());

    told("child");

    assertThat(worker.started()).containsExactly("older", "older");
  }

  @Test
  void runInTheMiddleOfItsTurnKeepsTheThreadUnderItsNextOwnerToo() {
    worker.start(older);
    waitsInTurn("older", child);
    OneWorker next = worker(Window.DEFAULT);
    next.gain(0, worker.task("older"));

    next.start(newer);
    assertThat(next.started()).isEmpty();
    next.cancel("older", false);

    assertThat(next.started()).containsExactly("newer");
  }

  @Test
  void otherKeysGoOnWhileOneOfTheirTasksWaits() {
    worker.start(task("parent").key("k").build());
    worker.end(
        "parent",
        new Outcome.Waits(
            new TaskState.Waiting(Set.of("child"), true, null), List.of(child), List.of()));

    worker.start(task("next").key("k").build());

    assertThat(worker.started()).containsExactly("parent", "next");
  }

  @Test
  void endOfAnEndedRunsTaskGoesToTheRunThatIsAlive() {
    worker.start(older);
    step("older", child);
    worker.succeed("older");
    worker.start(newer);

    told("child");

    assertThat(inbox("newer")).containsExactly("child");
    assertThat(worker.started()).containsExactly("older", "newer");
    idles("newer");
    assertThat(worker.started()).containsExactly("older", "newer", "newer");
  }

  @Test
  void endThatNobodyIsLeftToHearOfIsTakenIn() {
    worker.start(older);
    idles("older", child);
    worker.start(newer);
    worker.succeed("newer");
    assertThat(worker.started()).containsExactly("older", "newer", "older");

    told("child");

    assertThat(worker.task("older").family().inbox()).isEmpty();
    worker.succeed("older");
    assertThat(worker.started()).last().asString().startsWith("inject-");
  }

  @Test
  void nextOwnerKnowsWhoHasTakenOver() {
    worker.start(older);
    idles("older", child);
    worker.start(newer);
    idles("newer");
    worker.succeed("older");
    OneWorker next = worker(Window.DEFAULT);
    next.gain(0, worker.task("newer"));

    next.receive(0, new Command.ChildFinished("older", THREAD, task("child").completed(), null));

    assertThat(next.started()).containsExactly("newer");
  }

  @Test
  void olderRunThatMemoryHasLetGoOfHandsOverWhenItIsBack() {
    OneWorker narrow = worker(new Window(1, 1, 1));
    narrow.start(older);
    narrow.end("older", idle(List.of(), child));
    narrow.start(task("elsewhere").key("elsewhere").build());

    narrow.start(newer);
    narrow.end("newer", idle(List.of()));

    assertThat(narrow.task("older").family().handedOver()).isTrue();
    assertThat(narrow.task("newer").family().open()).containsOnlyKeys("child");
  }

  @Test
  void suspendedChildCountsAsEndedBetweenTurns() {
    worker.start(older);
    idles("older", child, other);

    suspends("child", true);
    assertThat(worker.started()).containsExactly("older");
    suspends("child", false);
    suspends("other", true);
    assertThat(worker.started()).containsExactly("older");
    suspends("child", true);

    assertThat(worker.started()).containsExactly("older", "older");
    assertThat(worker.task("older").family().suspended())
        .containsExactlyInAnyOrder("child", "other");
  }

  @Test
  void runThatGoesOnFromAnotherHearsOfItsTaskFromItsArrivalOn() {
    worker.start(older);
    step("older", child);
    worker.succeed("older");
    worker.start(run("busy"));
    worker.start(task("next").tool(HEIR).key(THREAD).continuationOf("older").build());

    told("child");

    assertThat(worker.started()).containsExactly("older", "busy");
    worker.succeed("busy");
    assertThat(worker.started()).containsExactly("older", "busy", "next");
    assertThat(inbox("next")).containsExactly("child");
  }

  @Test
  void runThatGoesOnFromAnotherWaitsForItsTask() {
    worker.start(older);
    step("older", child);
    worker.succeed("older");
    worker.start(task("next").tool(HEIR).key(THREAD).continuationOf("older").build());
    worker.end(
        "next",
        new Outcome.Waits(
            TaskState.Waiting.idle(Set.of("child"), false, null), List.of(), List.of()));

    assertThat(worker.started()).containsExactly("older", "next");
    suspends("child", true);
    assertThat(worker.started()).containsExactly("older", "next", "next");
    worker.end(
        "next",
        new Outcome.Waits(
            TaskState.Waiting.idle(Set.of("child"), false, null), List.of(), List.of()));
    suspends("child", false);
    told("child");

    assertThat(inbox("next")).containsExactly("child");
  }

  @Test
  void suspendedChildThatATurnNeedsIsWaitedFor() {
    worker.start(older);
    waitsInTurn("older", child);

    suspends("child", true);

    assertThat(worker.started()).containsExactly("older");
  }

  @Test
  void parentIsToldInTheEntryThatSuspendsItsChild() {
    worker.start(child);

    Effects end = worker.end("child", new Outcome.Suspended(new RawJson("1")));

    assertThat(end.entries()).hasSize(1);
    assertThat(worker.sent())
        .containsExactly(new Command.ChildSuspended("older", THREAD, "child", true));
    worker.resume("child", "r");
    assertThat(worker.sent()).endsWith(new Command.ChildSuspended("older", THREAD, "child", false));
  }

  @Test
  void whoeverHasWaitedLongEnoughIsWokenThoughItsChildrenRun() {
    worker.start(older);
    worker.end(
        "older",
        new Outcome.Waits(
            TaskState.Waiting.idle(Set.of("child"), true, worker.now().plusSeconds(5)),
            List.of(child),
            List.of()));

    worker.pass(Duration.ofSeconds(5));

    assertThat(worker.started()).containsExactly("older", "older");
  }

  private List<String> inbox(String id) {
    Task task = worker.task(id);
    return task.family().inbox().stream().map(ChildEnd::taskId).toList();
  }

  private void step(String id, TaskStart... children) {
    worker.handle(
        new Message.StepMade(worker.attempt(id), List.of(children), List.of(), OutputMark.NONE));
  }

  private Effects idles(String id, TaskStart... children) {
    return worker.end(id, idle(List.of(), children));
  }

  private static Outcome idle(List<String> handled, TaskStart... children) {
    Set<String> ids = Set.copyOf(List.of(children).stream().map(TaskStart::taskId).toList());
    return new Outcome.Waits(
        TaskState.Waiting.idle(ids, false, null), new ArrayList<>(List.of(children)), handled);
  }

  private void waitsInTurn(String id, TaskStart awaited) {
    worker.end(
        id,
        new Outcome.Waits(
            new TaskState.Waiting(Set.of(awaited.taskId()), true, null),
            List.of(awaited),
            List.of()));
  }

  private void suspends(String id, boolean suspended) {
    worker.receive(0, new Command.ChildSuspended("older", THREAD, id, suspended));
  }

  private void told(String id) {
    worker.receive(0, new Command.ChildFinished("older", THREAD, task(id).completed(), null));
  }
}
