package io.offstage.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.offstage.task.ErrorCode;
import io.offstage.task.Family;
import io.offstage.task.OutputMark;
import io.offstage.task.Place;
import io.offstage.task.RawJson;
import io.offstage.task.Task;
import io.offstage.task.TaskError;
import io.offstage.task.TaskEvent;
import io.offstage.topic.LifecycleEvent;
import io.offstage.topic.OutputRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunMergeTest {

  private static final Instant NOW = PlainTask.NOON;

  private final RunMerge merge = new RunMerge("run", 0);
  private Instant now = NOW;

  private static final class Told {
    Task task;

    Told(String id) {
      this(id, "run");
    }

    Told(String id, String runId) {
      task = PlainTask.begin(id, runId);
    }

    LifecycleEvent then(TaskEvent event) {
      task = task.evolve(event, NOW);
      return new LifecycleEvent(event.type(), task, NOW, null);
    }

    LifecycleEvent running() {
      return then(new TaskEvent.Started("w"));
    }

    LifecycleEvent completed(long flushed) {
      task = task.with(new OutputMark(0L, flushed));
      return then(new TaskEvent.Completed(new RawJson("1")));
    }

    OutputRecord output(long seq, List<String> after, String... chunks) {
      return new OutputRecord(
          task.id(), 1, seq, NOW, Stream.of(chunks).map(RawJson::new).toList(), after);
    }
  }

  private static String own(String type) {
    return "{\"type\":\"" + type + "\"}";
  }

  private static String started(String task) {
    return "{\"type\":\"background-task-started\",\"payload\":{\"taskId\":\"" + task + "\"}}";
  }

  /** Chunks by their types, a task's with its id. */
  private List<String> shown() {
    return merge.take(now).stream()
        .map(
            chunk ->
                chunk.replaceAll("\\{\"type\":\"([a-z-]+)\".*", "$1")
                    + (chunk.contains("\"taskId\"")
                        ? " " + chunk.replaceAll(".*?\"taskId\":\"(\\w+)\".*", "$1")
                        : ""))
        .toList();
  }

  @Test
  void aTaskIsShownOnlyAfterTheRunHasAnnouncedIt() {
    Told run = new Told("run");
    Told task = new Told("a");
    merge.child(task.running(), true, now);
    merge.childOutput(task.output(0, List.of(), "{}"));
    merge.child(task.completed(1), true, now);
    assertThat(shown()).isEmpty();

    merge.output(run.output(0, List.of(), own("start"), started("a")), now);

    assertThat(shown())
        .containsExactly(
            "start",
            "background-task-started a",
            "background-task-running a",
            "background-task-output a",
            "background-task-completed a");
  }

  @Test
  void aTaskOfAnotherRunIsShownOnceThisOneHasTakenItOver() {
    Told run = new Told("run");
    Told task = new Told("a", "earlier");
    Told left = new Told("b", "earlier");
    merge.child(task.running(), true, now);
    merge.child(left.running(), true, now);
    merge.childOutput(task.output(0, List.of(), own("shown by the earlier run's stream")));
    merge.run(run.running(), now);
    Family earlier = new Family(List.of("a"), Map.of("a", new Place("tools", "key")), List.of());
    merge.run(run.then(new TaskEvent.TookOver(earlier)), now);
    assertThat(shown()).isEmpty();

    merge.output(run.output(0, List.of(), own("start")), now);
    merge.childOutput(task.output(1, List.of(), "{}"));
    merge.child(task.completed(2), true, now);
    merge.child(left.completed(0), true, now);

    assertThat(shown())
        .containsExactly(
            "start",
            "background-task-running a",
            "background-task-output a",
            "background-task-completed a");
  }

  @Test
  void whatWasWrittenAfterATasksEndIsShownAfterIt() {
    Told run = new Told("run");
    Told task = new Told("a");
    merge.output(run.output(0, List.of(), started("a")), now);
    merge.child(task.running(), true, now);
    merge.output(run.output(1, List.of("a"), own("start")), now);
    assertThat(shown()).containsExactly("background-task-started a", "background-task-running a");

    merge.child(task.completed(0), true, now);

    assertThat(shown()).containsExactly("background-task-completed a", "start");
  }

  @Test
  void nothingIsHeldBackForMoreThanTwoSeconds() {
    Told run = new Told("run");
    Told task = new Told("a");
    merge.output(run.output(0, List.of(), started("a")), now);
    merge.child(task.running(), true, now);
    merge.output(run.output(1, List.of("a"), own("start")), now);
    shown();
    assertThat(merge.deadline()).contains(now.plus(RunMerge.PATIENCE));

    now = now.plus(RunMerge.PATIENCE);

    assertThat(shown()).containsExactly("start");
  }

  @Test
  void aTasksEndWaitsForItsOutput() {
    Told task = new Told("a");
    merge.output(new Told("run").output(0, List.of(), started("a")), now);
    merge.child(task.running(), true, now);
    merge.child(task.completed(2), true, now);
    assertThat(shown()).containsExactly("background-task-started a", "background-task-running a");
    merge.childOutput(task.output(0, List.of(), "1"));
    assertThat(shown()).containsExactly("background-task-output a");

    merge.childOutput(task.output(1, List.of(), "2"));

    assertThat(shown()).containsExactly("background-task-output a", "background-task-completed a");
  }

  @Test
  void aTaskThatIsNeverAnnouncedIsNeverShownAndBlocksNothing() {
    Told run = new Told("run");
    merge.child(new Told("hidden").running(), true, now);
    merge.output(run.output(0, List.of("hidden"), own("finish")), now);
    merge.run(run.completed(1), now);

    assertThat(shown()).containsExactly("finish");
    assertThat(merge.isDone()).isTrue();
  }

  @Test
  void theRunEndsWhenItsOwnOutputIsComplete() {
    Told run = new Told("run");
    merge.run(run.running(), now);
    merge.run(run.completed(1), now);
    assertThat(shown()).isEmpty();
    assertThat(merge.isDone()).isFalse();

    merge.output(run.output(0, List.of(), own("finish")), now);

    assertThat(shown()).containsExactly("finish");
    assertThat(merge.isDone()).isTrue();
  }

  @Test
  void aRunThatWasCutOffEndsWithAnErrorAndAFinish() {
    Told run = new Told("run");
    merge.output(run.output(0, List.of(), own("start")), now);
    merge.run(run.then(new TaskEvent.Failed(TaskError.of(ErrorCode.WORKER_LOST, "gone"))), now);

    assertThat(merge.take(now))
        .containsExactly(
            own("start"),
            "{\"type\":\"error\",\"runId\":\"run\",\"from\":\"AGENT\",\"payload\":{\"error\":{\"message\":\"gone\",\"name\":\"worker_lost\"}}}",
            "{\"type\":\"finish\",\"runId\":\"run\",\"from\":\"AGENT\",\"payload\":{\"stepResult\":{\"reason\":\"error\",\"isContinued\":false},\"output\":{\"usage\":{\"inputTokens\":0,\"outputTokens\":0,\"totalTokens\":0}},\"metadata\":{}}}");
  }

  @Test
  void anAttemptThatGoesOnFromALowerNumberShowsNothingTwice() {
    Told run = new Told("run");
    merge.output(run.output(0, List.of(), own("a"), own("b"), own("c")), now);

    merge.output(run.output(1, List.of(), own("b"), own("c"), own("d")), now);

    assertThat(shown()).containsExactly("a", "b", "c", "d");
  }

  @Test
  void whatTheClientHasAlreadyIsCountedAndNotShown() {
    RunMerge resumed = new RunMerge("run", 2);
    resumed.output(new Told("run").output(0, List.of(), own("a"), started("x"), own("c")), now);
    resumed.child(new Told("x").running(), false, now);

    assertThat(resumed.take(now)).hasSize(2).first().isEqualTo(own("c"));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void whateverWayTheTopicsInterleaveTheOrderOfCausesHolds(long seed) {
    Told run = new Told("run");
    Told a = new Told("a");
    Told b = new Told("b");
    List<Runnable> ownRecords =
        new ArrayList<>(
            List.of(
                () -> merge.output(run.output(0, List.of(), own("start"), started("a")), now),
                () -> merge.output(run.output(2, List.of(), started("b"), own("finish")), now),
                () -> merge.output(run.output(4, List.of("a"), own("again")), now),
                () -> merge.output(run.output(5, List.of("b"), own("last")), now)));
    List<Runnable> ends = new ArrayList<>();
    LifecycleEvent aRuns = a.running();
    LifecycleEvent aEnds = a.completed(2);
    LifecycleEvent bRuns = b.running();
    LifecycleEvent bEnds = b.completed(0);
    ends.add(() -> merge.child(aRuns, true, now));
    ends.add(() -> merge.child(aEnds, true, now));
    ends.add(() -> merge.child(bRuns, true, now));
    ends.add(() -> merge.child(bEnds, true, now));
    List<Runnable> outputs =
        new ArrayList<>(
            List.of(
                () -> merge.childOutput(a.output(0, List.of(), "1")),
                () -> merge.childOutput(a.output(1, List.of(), "2"))));
    Random random = new Random(seed);
    List<String> all = new ArrayList<>();
    boolean aKnown = false;
    List<List<Runnable>> topics = List.of(ownRecords, ends, outputs);
    while (topics.stream().anyMatch(topic -> !topic.isEmpty())) {
      int topic = random.nextInt(3);
      if (topics.get(topic).isEmpty() || (topic == 2 && !aKnown)) {
        continue; // The tail hands on output only of tasks that it knows.
      }
      aKnown |= topic == 1;
      topics.get(topic).removeFirst().run();
      all.addAll(shown());
    }

    assertThat(all)
        .containsSubsequence(
            "start",
            "background-task-started a",
            "background-task-running a",
            "background-task-output a",
            "background-task-output a",
            "background-task-completed a",
            "again",
            "last")
        .containsSubsequence(
            "background-task-started b",
            "background-task-running b",
            "background-task-completed b",
            "last")
        .containsSubsequence("start", "finish", "again")
        .hasSize(12);
  }
}
