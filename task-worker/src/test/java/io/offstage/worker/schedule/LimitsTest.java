package io.offstage.worker.schedule;

import static io.offstage.worker.schedule.TaskStarts.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.offstage.limit.PoolLimits;
import io.offstage.task.Backpressure;
import io.offstage.task.ErrorCode;
import io.offstage.task.EventType;
import io.offstage.task.Outcome;
import io.offstage.task.OutputMark;
import io.offstage.task.RawJson;
import io.offstage.task.Task;
import io.offstage.task.TaskError;
import io.offstage.task.TaskStart;
import io.offstage.task.TaskState;
import io.offstage.topic.Command;
import io.offstage.topic.LifecycleEvent;
import io.offstage.topic.LimitName;
import io.offstage.topic.LimitName.Kind;
import io.offstage.topic.LimitSetting;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Limits that change, queues that are full, and tasks that would rather not wait. */
class LimitsTest {

  private final OneWorker worker = new OneWorker(10, 2);
  private final Map<LimitName, LimitSetting> set = new HashMap<>();

  @Test
  void raisedLimitStartsWhatWaitsAtOnce() {
    worker.start(in("k", "1"), in("k", "2"), in("k", "3"), in("k", "4"));
    assertThat(worker.started()).containsExactly("1", "2");

    set(Kind.KEY, "k", 3, null);

    assertThat(worker.started()).containsExactly("1", "2", "3");
  }

  @Test
  void loweredLimitLetsRunningTasksFinishAndStartsFewer() {
    worker.start(in("k", "1"), in("k", "2"), in("k", "3"));

    set(Kind.KEY, "k", 1, null);
    worker.succeed("1");
    assertThat(worker.interrupts()).isEmpty();
    assertThat(worker.started()).containsExactly("1", "2");
    worker.succeed("2");

    assertThat(worker.started()).containsExactly("1", "2", "3");
  }

  @Test
  void unsetLimitIsTheSettingsAgain() {
    set(Kind.KEY, "k", 1, null);
    worker.start(in("k", "1"), in("k", "2"));
    assertThat(worker.started()).containsExactly("1");

    set.clear();
    tell();

    assertThat(worker.started()).containsExactly("1", "2");
  }

  @Test
  void keysOwnLimitGoesBeforeTheToolsAndThatBeforeTheAgents() {
    set(Kind.AGENT, "agent", 1, null);
    worker.start(in("a", "a1"), in("a", "a2"));
    assertThat(worker.started()).containsExactly("a1");

    set(Kind.TOOL, "tool", 2, null);
    assertThat(worker.started()).containsExactly("a1", "a2");

    set(Kind.KEY, "b", 3, null);
    worker.start(in("b", "b1"), in("b", "b2"), in("b", "b3"), in("a", "a3"));
    assertThat(worker.started()).containsExactly("a1", "a2", "b1", "b2", "b3");
  }

  @Test
  void threadHasOneTurnAtATimeWhateverIsSet() {
    set(Kind.AGENT, "agent", 5, null);

    worker.start(in("thread:u/t", "1"), in("thread:u/t", "2"));

    // The worker's own setting of 2, which the pool of agents has as 1, is all that counts.
    assertThat(worker.started()).containsExactly("1", "2");
    worker.start(in("thread:u/t", "3"));
    assertThat(worker.started()).containsExactly("1", "2");
  }

  @Test
  void startBeyondTheFullQueueFailsAndNamesKeyLimitAndTask() {
    set(Kind.KEY, "k", 1, 2);
    worker.start(in("k", "1"), in("k", "2"), in("k", "3"), in("k", "4"), in("other", "5"));

    assertThat(error("4").code()).isEqualTo(ErrorCode.QUEUE_FULL);
    assertThat(error("4").message()).contains("Task 4 ", "key \"k\"", "2 tasks");
    assertThat(worker.task("3").state()).isInstanceOf(TaskState.Pending.class);
    worker.succeed("1");
    worker.start(in("k", "6"), in("k", "7"));

    assertThat(worker.task("6").isLive()).isTrue();
    assertThat(error("7").code()).isEqualTo(ErrorCode.QUEUE_FULL);
  }

  @Test
  void cancelledTaskLeavesRoomInTheQueue() {
    set(Kind.KEY, "k", 1, 1);
    worker.start(in("k", "1"), in("k", "2"));

    worker.cancel("2", false);
    worker.start(in("k", "3"));

    assertThat(worker.task("3").isLive()).isTrue();
  }

  @Test
  void queueIsCountedAgainAfterRecovery() {
    set(Kind.KEY, "k", 1, 2);
    worker.start(in("k", "1"), in("k", "2"), in("k", "3"));
    OneWorker next = new OneWorker(10, 2);
    next.handle(new Message.LimitsChanged(new PoolLimits(set)));

    next.gain(0, worker.task("1"), worker.task("2"), worker.task("3"));
    next.start(in("k", "4"));

    assertThat(next.started()).containsExactly("1");
    assertThat(next.task("4").state()).isInstanceOf(TaskState.Failed.class);
  }

  @Test
  void taskThatWouldRatherNotWaitIsRejectedWhereTheLimitIsReached() {
    worker.start(in("k", "1"), asking("k", "2"), asking("k", "3"));

    assertThat(worker.started()).containsExactly("1", "2");
    assertThat(error("3").code()).isEqualTo(ErrorCode.REJECTED);
    assertThat(error("3").message()).contains("Task 3 ", "key \"k\"", "limit of 2", "reject");
  }

  @Test
  void taskThatWouldRatherNotWaitWaitsForASlotOfTheWorker() {
    OneWorker small = new OneWorker(1, 2);

    small.start(in("a", "1"), asking("k", "2"));

    assertThat(small.task("2").state()).isInstanceOf(TaskState.Pending.class);
  }

  @Test
  void parentIsToldWhetherItsChildWasTaken() {
    TaskStart parent = in("p", "parent");
    worker.start(
        parent,
        task("c1").key("k").backpressure(Backpressure.REJECT).childOf(parent).build(),
        task("c2").key("k").backpressure(Backpressure.REJECT).childOf(parent).build(),
        task("c3").key("k").backpressure(Backpressure.REJECT).childOf(parent).build());

    assertThat(worker.sent())
        .containsSubsequence(
            new Command.ChildAccepted("parent", "c1"), new Command.ChildAccepted("parent", "c2"))
        .satisfies(sent -> assertThat(sent.getLast()).isInstanceOf(Command.ChildFinished.class));
  }

  @Test
  void runThatWaitsForVerdictsGoesOnWhenAllAreGiven() {
    TaskStart parent = in("p", "parent");
    worker.start(parent);
    List<TaskStart> children =
        List.of(
            task("c1").backpressure(Backpressure.REJECT).childOf(parent).build(),
            task("c2").backpressure(Backpressure.REJECT).childOf(parent).build());
    worker.end(
        "parent",
        new Outcome.Waits(TaskState.Waiting.forVerdicts(Set.of("c1", "c2")), children, List.of()));

    worker.receive(0, new Command.ChildAccepted("parent", "c1"));
    worker.receive(0, new Command.ChildAccepted("parent", "c1"));
    assertThat(worker.started()).containsExactly("parent");
    worker.receive(0, new Command.ChildAccepted("parent", "c2"));

    assertThat(worker.started()).containsExactly("parent", "parent");
    assertThat(worker.task("parent").family().accepted()).containsExactlyInAnyOrder("c1", "c2");
  }

  @Test
  void verdictThatCameBeforeTheWaitIsNotWaitedFor() {
    TaskStart parent = in("p", "parent");
    worker.start(parent);
    TaskStart child = task("c1").backpressure(Backpressure.REJECT).childOf(parent).build();
    worker.handle(
        new Message.StepMade(worker.attempt("parent"), List.of(child), List.of(), OutputMark.NONE));
    worker.receive(0, new Command.ChildAccepted("parent", "c1"));

    worker.end(
        "parent",
        new Outcome.Waits(TaskState.Waiting.forVerdicts(Set.of("c1")), List.of(), List.of()));

    assertThat(worker.started()).containsExactly("parent", "parent");
  }

  @Test
  void toolThatAsksToBeRunAgainIsRunThenAndHasNotFailed() {
    worker.start(task("1").build());

    worker.end("1", new Outcome.RunAgain(Duration.ofMinutes(5)));

    LifecycleEvent last = worker.events().getLast();
    assertThat(last.type()).isEqualTo(EventType.PENDING);
    assertThat(last.task().state())
        .isEqualTo(new TaskState.Pending(worker.now().plus(Duration.ofMinutes(5))));
    assertThat(worker.scheduler().running()).isZero();
    worker.pass(Duration.ofMinutes(5));
    assertThat(worker.started()).containsExactly("1", "1");
    assertThat(worker.task("1").attempts())
        .satisfies(
            tried -> {
              assertThat(tried.attempt()).isEqualTo(2);
              assertThat(tried.retryCount()).isZero();
              assertThat(tried.deliveries()).isEqualTo(1);
            });
  }

  @Test
  void runningAgainIsBoundedByTheTotalTimeout() {
    worker.start(task("1").totalTimeout(Duration.ofMinutes(8)).build());
    worker.end("1", new Outcome.RunAgain(Duration.ofMinutes(5)));
    worker.pass(Duration.ofMinutes(5));
    worker.end("1", new Outcome.RunAgain(Duration.ofMinutes(5)));

    worker.pass(Duration.ofMinutes(3));

    assertThat(error("1").code()).isEqualTo(ErrorCode.TOTAL_TIMEOUT);
  }

  @Test
  void runningAgainIsKeptOverRecovery() {
    worker.start(task("1").build());
    worker.end("1", new Outcome.RunAgain(Duration.ofMinutes(5)));
    OneWorker next = new OneWorker(10, 2);

    next.gain(0, worker.task("1"));
    next.pass(Duration.ofMinutes(4));
    assertThat(next.started()).isEmpty();
    next.pass(Duration.ofMinutes(1));

    assertThat(next.started()).containsExactly("1");
  }

  @Test
  void secondResumeIsRefusedOnce() {
    worker.start(task("1").build());
    worker.end("1", new Outcome.Suspended(RawJson.NULL));

    worker.resume("1", "first");
    worker.resume("1", "second");

    assertThat(worker.refused())
        .singleElement()
        .satisfies(
            refused -> {
              assertThat(refused.commandId()).isEqualTo("second");
              assertThat(refused.reason()).isEqualTo("Task 1 is not suspended (status: running)");
            });
    assertThat(worker.events().stream().filter(e -> "first".equals(e.cause()))).hasSize(1);
  }

  private TaskError error(String id) {
    Task task = worker.task(id);
    return task.state() instanceof TaskState.Failed failed
        ? failed.error()
        : ((TaskState.TimedOut) task.state()).error();
  }

  private void set(Kind kind, String name, int max, @Nullable Integer maxQueued) {
    set.put(new LimitName(kind, name), new LimitSetting(max, maxQueued, TaskStarts.EPOCH, null));
    tell();
  }

  private void tell() {
    worker.handle(new Message.LimitsChanged(new PoolLimits(set)));
  }

  private static TaskStart in(String key, String id) {
    return task(id).key(key).build();
  }

  private static TaskStart asking(String key, String id) {
    return task(id).key(key).backpressure(Backpressure.REJECT).build();
  }
}
