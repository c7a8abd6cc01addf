package io.offstage.worker.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.offstage.task.Position;
import io.offstage.task.Task;
import io.offstage.task.TaskStart;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimersTest {

  private record Expected(Instant at, LiveTask task, Timer.Kind kind) {}

  private static final List<Timer.Kind> KINDS = List.of(Timer.Kind.values());
  private static final StandingLimits LIMITS = StandingLimits.perKey(key -> 1);
  private static final OwnedPartition PARTITION =
      new OwnedPartition(
          new Message.Gained(0, 1, 0, List.of(), List.of(), List.of(), new Unread(0, 0)),
          new Limits(LIMITS),
          OneWorker.options(1, LIMITS, false),
          TaskStarts.EPOCH);

  private final Timers timers = new Timers();
  private final PriorityQueue<Expected> model =
      new PriorityQueue<>(Comparator.comparing(Expected::at));
  private final List<LiveTask> tasks = new ArrayList<>();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void earliestTimerComesFirstWhateverWasSetMovedAndCancelled(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 40; i++) {
      tasks.add(new LiveTask(Task.begin(start(i), new Position(0, i)), i, i, false));
    }

    for (int i = 0; i < 5_000; i++) {
      LiveTask task = tasks.get(random.nextInt(tasks.size()));
      Timer.Kind kind = KINDS.get(random.nextInt(KINDS.size()));
      switch (random.nextInt(5)) {
        case 0, 1 -> set(task, kind, TaskStarts.EPOCH.plusSeconds(random.nextInt(500)));
        case 2 -> cancel(task, kind);
        case 3 -> cancelAll(task);
        default -> pollUntil(TaskStarts.EPOCH.plusSeconds(random.nextInt(500)));
      }
      assertThat(timers.next()).isEqualTo(model.isEmpty() ? null : model.peek().at());
    }

    pollUntil(Instant.MAX);
    assertThat(timers.next()).isNull();
  }

  private void set(LiveTask task, Timer.Kind kind, Instant at) {
    timers.set(kind, at, PARTITION, task);
    model.removeIf(e -> e.task() == task && e.kind() == kind);
    model.add(new Expected(at, task, kind));
  }

  private void cancel(LiveTask task, Timer.Kind kind) {
    timers.cancel(task, kind);
    model.removeIf(e -> e.task() == task && e.kind() == kind);
    assertThat(task.timer(kind)).isNull();
  }

  private void cancelAll(LiveTask task) {
    timers.cancelAll(task);
    model.removeIf(e -> e.task() == task);
  }

  private void pollUntil(Instant now) {
    for (Timer due = timers.pollDue(now); due != null; due = timers.pollDue(now)) {
      Timer fired = due;
      assertThat(fired.at()).isEqualTo(model.element().at());
      assertThat(model.removeIf(e -> e.task() == fired.task() && e.kind() == fired.kind()))
          .isTrue();
    }
    assertThat(model).allMatch(e -> e.at().isAfter(now));
  }

  private static TaskStart start(int i) {
    return TaskStarts.task("t" + i).build();
  }
}
