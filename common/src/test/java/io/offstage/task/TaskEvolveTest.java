package io.offstage.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What an event leaves behind besides the state that the table shows. */
class TaskEvolveTest {

  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final Instant LATER = NOW.plusSeconds(10);
  private static final Place PLACE = new Place("tools", "key");
  private static final TaskError ERROR = TaskError.of(ErrorCode.TOOL_ERROR, "broken");

  private final Task started = begin(null).evolve(new TaskEvent.Started("w1"), NOW);

  @Test
  void delayedTaskStaysDelayedUntilItHasBeenTried() {
    Task delayed = begin(LATER).evolve(new TaskEvent.Queued(false), NOW);
    Task tried = delayed.evolve(new TaskEvent.Started("w1"), LATER);

    assertThat(delayed.state()).isEqualTo(new TaskState.Pending(LATER));
    assertThat(tried.evolve(new TaskEvent.Queued(true), LATER).state())
        .isEqualTo(new TaskState.Pending(null));
  }

  @Test
  void everyStartIsANewAttemptAndOnlyTheFirstIsTheStart() {
    Task again =
        started.evolve(new TaskEvent.Queued(false), NOW).evolve(new TaskEvent.Started("w2"), LATER);

    assertThat(again.attempts()).isEqualTo(new Attempts(2, 1, 0, null));
    assertThat(again.times().startedAt()).isEqualTo(NOW);
  }

  @Test
  void lostWorkersAndFailuresAreCountedApart() {
    Task lost = started.evolve(new TaskEvent.Queued(true), NOW);
    Task failed =
        lost.evolve(new TaskEvent.Started("w2"), NOW)
            .evolve(new TaskEvent.Retrying(ERROR, LATER), NOW);

    assertThat(lost.attempts()).isEqualTo(new Attempts(1, 2, 0, null));
    assertThat(failed.attempts()).isEqualTo(new Attempts(2, 2, 1, ERROR));
    assertThat(failed.state()).isEqualTo(new TaskState.Pending(LATER));
  }

  @Test
  void deliveriesBeginAnewAtEachStep() {
    Task lost =
        started.evolve(new TaskEvent.Queued(true), NOW).evolve(new TaskEvent.Started("w2"), NOW);

    assertThat(lost.attempts().deliveries()).isEqualTo(2);
    assertThat(
            lost.evolve(new TaskEvent.Advanced(Map.of(), List.of()), NOW).attempts().deliveries())
        .isEqualTo(1);
  }

  @Test
  void childrenAreOpenUntilToldAndInTheInboxUntilHandled() {
    Task parent = started.evolve(new TaskEvent.Advanced(Map.of("c1", PLACE), List.of()), NOW);
    Task told = parent.evolve(new TaskEvent.ChildEnded(endOf("c1")), NOW);
    Task handled = told.evolve(new TaskEvent.Advanced(Map.of(), List.of("c1")), NOW);

    assertThat(parent.family())
        .isEqualTo(new Family(List.of("c1"), Map.of("c1", PLACE), List.of()));
    assertThat(told.family()).isEqualTo(new Family(List.of("c1"), Map.of(), List.of(endOf("c1"))));
    assertThat(handled.family()).isEqualTo(new Family(List.of("c1"), Map.of(), List.of()));
  }

  @Test
  void waitThatBeginsAfterSomeEndsWaitsForTheOthers() {
    Task told =
        started
            .evolve(new TaskEvent.Advanced(Map.of("c1", PLACE, "c2", PLACE), List.of()), NOW)
            .evolve(new TaskEvent.ChildEnded(endOf("c1")), NOW);

    Task waits =
        told.evolve(
            new TaskEvent.WaitBegan(
                new TaskState.Waiting(Set.of("c1", "c2"), true, null), Map.of(), List.of()),
            NOW);

    assertThat(waits.state()).isEqualTo(new TaskState.Waiting(Set.of("c2"), true, null));
    assertThat(waits.evolve(new TaskEvent.ChildEnded(endOf("c2")), NOW).state())
        .isEqualTo(new TaskState.Waiting(Set.of(), true, null));
  }

  @Test
  void waitIsOverWhenEnoughHaveEndedOrItWasLongEnough() {
    Family one = new Family(List.of("c1", "c2"), Map.of("c2", PLACE), List.of(endOf("c1")));

    assertThat(new TaskState.Waiting(Set.of("c2"), true, null).isOver(one, NOW)).isFalse();
    assertThat(new TaskState.Waiting(Set.of(), true, null).isOver(one, NOW)).isTrue();
    assertThat(new TaskState.Waiting(Set.of("c1", "c2"), false, null).isOver(one, NOW)).isTrue();
    assertThat(new TaskState.Waiting(Set.of("c2"), true, LATER).isOver(one, NOW)).isFalse();
    assertThat(new TaskState.Waiting(Set.of("c2"), true, LATER).isOver(one, LATER)).isTrue();
  }

  @Test
  void waitForAnyIsNotOverWhenSomebodyElseHasEnded() {
    Task told =
        started
            .evolve(new TaskEvent.Advanced(Map.of("c1", PLACE, "c2", PLACE), List.of()), NOW)
            .evolve(new TaskEvent.ChildEnded(endOf("c1")), NOW);
    TaskState.Waiting any = new TaskState.Waiting(Set.of("c2"), false, null);

    Task waits = told.evolve(new TaskEvent.WaitBegan(any, Map.of(), List.of()), NOW);
    Task over = waits.evolve(new TaskEvent.ChildEnded(endOf("c2")), NOW);

    assertThat(waits.state()).isEqualTo(any);
    assertThat(any.isOver(waits.family(), NOW)).isFalse();
    assertThat(any.isOver(over.family(), NOW)).isTrue();
  }

  @Test
  void endsAreDatedAndStartsAreKept() {
    Task ended = started.evolve(new TaskEvent.Completed(RawJson.NULL), LATER);

    assertThat(ended.times()).isEqualTo(new Times(NOW, null, LATER));
    assertThat(ended.start()).isSameAs(started.start());
    assertThat(ended.startedFrom()).isEqualTo(new Position(3, 42));
    assertThat(ended.isLive()).isFalse();
  }

  @Test
  void redeliveryStopsAtTheLastDelivery() {
    Decision allowed = TaskRules.decide(started, new TaskCommand.LoseWorker(), NOW);
    Task twice =
        started.evolve(new TaskEvent.Queued(true), NOW).evolve(new TaskEvent.Started("w2"), NOW);

    assertThat(allowed).isEqualTo(Decision.accept(new TaskEvent.Queued(true)));
    assertThat(TaskRules.decide(twice, new TaskCommand.LoseWorker(), NOW))
        .isEqualTo(
            Decision.accept(
                new TaskEvent.Failed(
                    TaskError.of(
                        ErrorCode.WORKER_LOST,
                        "Worker w2 was lost while it ran this task, after 2 deliveries"))));
  }

  private static ChildEnd endOf(String child) {
    return new ChildEnd(child, TaskStatus.COMPLETED, new Position(0, 9));
  }

  private static Task begin(@Nullable Instant runAt) {
    TaskStart start =
        new TaskStart(
            "t",
            new ToolCall("tool", "t", RawJson.EMPTY_OBJECT),
            new Origin("agent", "run", MemoryScope.NONE),
            new Placement("tools", "key", List.of(), 0, runAt, Backpressure.QUEUE),
            new Policy(
                new TimeLimits(Duration.ofSeconds(1), null, null),
                Retry.NONE.withMaxRetries(1),
                new WorkerLoss(true, 2)),
            Lineage.NONE,
            NOW,
            Map.of());
    return Task.begin(start, new Position(3, 42));
  }
}
