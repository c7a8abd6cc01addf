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
import io.offstage.task.TaskStatus;
import io.offstage.topic.Command;
import io.offstage.topic.FinishedChild;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Runs that start tasks, wait for them and are told of their ends. */
class ChildrenTest {

  private final TaskStart parent = task("parent").build();
  private final TaskStart one = task("one").childOf(parent).build();
  private final TaskStart two = task("two").childOf(parent).build();
  private final OneWorker worker = new OneWorker(1, 1);

  @Test
  void stepAndTheChildrenItStartsAreOneEntry() {
    worker.start(parent);

    Effects step = step(List.of(one, two), List.of());

    assertThat(step.entries()).hasSize(1);
    assertThat(step.entries().getFirst().writes()).hasSize(3);
    assertThat(worker.sent()).containsExactly(new Command.Start(one), new Command.Start(two));
    assertThat(worker.task("parent").family().children()).containsExactly("one", "two");
  }

  @Test
  void stepThatIsMadeAgainStartsItsChildrenOnce() {
    worker.start(parent);
    step(List.of(one), List.of());

    step(List.of(one, two), List.of());

    assertThat(worker.sent()).containsExactly(new Command.Start(one), new Command.Start(two));
  }

  @Test
  void stepOfAnAttemptThatWasGivenUpStartsNothing() {
    worker.start(parent);
    worker.cancel("parent", false);

    Effects step = step(List.of(one), List.of());

    assertThat(step.isStale()).isTrue();
    assertThat(worker.sent()).isEmpty();
  }

  @Test
  void waitingRunHoldsNoSlotNorPermit() {
    worker.start(parent, task("next").build());

    waits(true, null, one);

    assertThat(worker.started()).containsExactly("parent", "next");
    assertThat(worker.task("parent").status()).isEqualTo(TaskStatus.RUNNING);
  }

  @Test
  void runThatWaitsForAllGoesOnAfterTheLastEnd() {
    worker.start(parent);
    waits(true, null, one, two);

    told("one");
    assertThat(worker.started()).containsExactly("parent");
    Effects last = told("two");

    assertThat(worker.started()).containsExactly("parent", "parent");
    assertThat(last.starts().getFirst().told())
        .extracting(FinishedChild::taskId)
        .containsExactly("one", "two");
  }

  @Test
  void runThatWaitsForAnyGoesOnAfterTheFirstEnd() {
    worker.start(parent);
    waits(false, null, one, two);

    told("two");

    assertThat(worker.started()).containsExactly("parent", "parent");
  }

  @Test
  void runThatHasWaitedLongEnoughGoesOn() {
    worker.start(parent);
    waits(true, worker.now().plusSeconds(5), one);

    worker.pass(Duration.ofSeconds(5));

    assertThat(worker.started()).containsExactly("parent", "parent");
  }

  @Test
  void runThatWaitsForHoursLeavesItsSlotToOthersAllTheWhile() {
    worker.start(parent);
    waits(true, worker.now().plus(Duration.ofHours(2)), one);

    for (int quarter = 1; quarter < 8; quarter++) {
      String other = "other" + quarter;
      worker.start(task(other).build());
      assertThat(worker.started()).last().isEqualTo(other);
      worker.succeed(other);
      worker.pass(Duration.ofMinutes(15));
    }
    worker.pass(Duration.ofMinutes(15));

    assertThat(worker.started()).hasSize(9).last().isEqualTo("parent");
  }

  @Test
  void endThatComesWhileTheRunRunsIsFoundWhenItWaits() {
    worker.start(parent);
    step(List.of(one), List.of());
    told("one");

    waits(true, null, one);

    assertThat(worker.started()).containsExactly("parent", "parent");
  }

  @Test
  void endThatIsToldAgainDoesNothing() {
    worker.start(parent);
    step(List.of(one), List.of());
    told("one");
    step(List.of(), List.of("one"));
    Task before = worker.task("parent");

    Effects again = told("one");

    assertThat(again.entries().getFirst().writes()).isEmpty();
    assertThat(worker.task("parent")).isEqualTo(before);
    assertThat(before.family().inbox()).isEmpty();
  }

  @Test
  void endOfSomebodyElsesChildDoesNothing() {
    worker.start(parent);

    Effects told = told("one");

    assertThat(told.entries().getFirst().writes()).isEmpty();
  }

  @Test
  void parentIsToldInTheEntryThatEndsItsChild() {
    worker.start(one);

    Effects end = worker.end("one", new Outcome.Succeeded(new RawJson("42")));

    assertThat(end.entries().getFirst().writes()).hasSize(2);
    assertThat(worker.sent())
        .singleElement()
        .isInstanceOfSatisfying(
            Command.ChildFinished.class,
            told -> {
              assertThat(told.taskId()).isEqualTo("parent");
              assertThat(told.child().status()).isEqualTo(TaskStatus.COMPLETED);
              assertThat(told.child().result()).isEqualTo(new RawJson("42"));
            });
  }

  @Test
  void cancelOfASubtreeReachesTheChildrenThatHaveNotEnded() {
    worker.start(parent);
    step(List.of(one, two), List.of());
    told("one");

    Effects cancel = worker.cancel("parent", true);

    assertThat(cancel.entries()).hasSize(1);
    assertThat(worker.sent())
        .endsWith(new Command.Cancel("two", "cancel-parent:two", "enough", null, true));
    assertThat(worker.sent()).hasSize(3);
  }

  @Test
  void cancelWithoutSubtreeLeavesTheChildrenAlone() {
    worker.start(parent);
    step(List.of(one), List.of());

    worker.cancel("parent", false);

    assertThat(worker.sent()).containsExactly(new Command.Start(one));
  }

  @Test
  void endOfAnOrphanStartsATaskThatTakesItIn() {
    OneWorker injecting = new OneWorker(1, 1, true);
    Command told = new Command.ChildFinished("parent", "key", task("one").completed(), null);

    injecting.receive(0, told);
    injecting.receive(0, told);

    assertThat(injecting.started()).singleElement().asString().startsWith("inject-");
    Task inject = injecting.task(injecting.started().getFirst());
    assertThat(inject.start().placement().concurrencyKey()).isEqualTo("key");
    assertThat(inject.family().inbox()).extracting(ChildEnd::taskId).containsExactly("one");
  }

  @Test
  void endOfAnOrphanIsDroppedWhereNobodyTakesItIn() {
    Effects told = told("one");

    assertThat(told.entries().getFirst().writes()).isEmpty();
    assertThat(worker.started()).isEmpty();
  }

  @Test
  void waitingRunThatNobodyHasCodeForEndsAfterTheGrace() {
    worker.start(parent);
    waits(true, null, one);
    Task waiting = worker.task("parent");
    Task unknown =
        new Task(
            task("parent").tool(OneWorker.UNKNOWN_TOOL).build(),
            waiting.startedFrom(),
            new TaskState.Waiting(Set.of(), true, null),
            waiting.attempts(),
            waiting.times(),
            waiting.output(),
            waiting.family(),
            null,
            waiting.version());
    OneWorker next = new OneWorker(1, 1);

    next.gain(0, unknown);
    next.pass(OneWorker.TOOL_GRACE);

    assertThat(next.task("parent").status()).isEqualTo(TaskStatus.FAILED);
    assertThat(next.scheduler().nextDue()).isNull();
  }

  private Effects step(List<TaskStart> children, List<String> handled) {
    return worker.handle(
        new Message.StepMade(worker.attempt("parent"), children, handled, OutputMark.NONE));
  }

  private void waits(boolean all, @Nullable Instant until, TaskStart... children) {
    List<TaskStart> started = List.of(children);
    Set<String> ids = Set.copyOf(started.stream().map(TaskStart::taskId).toList());
    worker.end(
        "parent", new Outcome.Waits(new TaskState.Waiting(ids, all, until), started, List.of()));
  }

  private Effects told(String child) {
    return worker.receive(
        0, new Command.ChildFinished("parent", "key", task(child).completed(), null));
  }
}
