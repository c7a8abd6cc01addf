package io.offstage.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.offstage.task.OutputMark;
import io.offstage.task.RawJson;
import io.offstage.task.Task;
import io.offstage.task.TaskEvent;
import io.offstage.topic.OutputRecord;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OutputSeqTest {

  private static final Instant NOW = PlainTask.NOON;

  private final OutputSeq seq = OutputSeq.fromTheBeginning();

  private List<String> take(int attempt, long first, String... chunks) {
    return seq
        .take(
            new OutputRecord(
                "task",
                attempt,
                first,
                NOW,
                Stream.of(chunks).map(RawJson::new).toList(),
                List.of()))
        .stream()
        .map(RawJson::text)
        .toList();
  }

  /** A task in its nth attempt, of whose output this much had been flushed. */
  private static Task running(int attempt, long flushed) {
    Task task = PlainTask.begin("task");
    for (int i = 0; i < attempt; i++) {
      task = task.evolve(new TaskEvent.Started("w"), NOW);
    }
    return task.with(new OutputMark(0L, flushed));
  }

  @Test
  void aChunkIsShownOnce() {
    assertThat(take(1, 0, "a", "b")).containsExactly("a", "b");
    assertThat(take(1, 1, "b", "c")).containsExactly("c");
    assertThat(take(1, 1, "b")).isEmpty();
  }

  @Test
  void whatFollowsInPlaceOfADeadAttemptsChunksIsShown() {
    take(1, 0, "a", "b", "c", "d");

    assertThat(take(2, 1, "x")).containsExactly("x");
    assertThat(take(2, 2, "y")).containsExactly("y");
    assertThat(take(2, 3, "d")).containsExactly("d");
  }

  @Test
  void whatRepeatsADeadAttemptIsPassedOverUpToTheFirstDifference() {
    take(1, 0, "a", "b", "c", "d");

    assertThat(take(2, 1, "b")).isEmpty();
    assertThat(take(2, 2, "c", "x", "e")).containsExactly("x", "e");
    assertThat(take(3, 3, "x")).isEmpty();
    assertThat(take(3, 4, "e", "f")).containsExactly("f");
  }

  @Test
  void whatIsTooFarBackToBeKnownIsShownAgain() {
    String[] many = IntStream.range(0, 5_000).mapToObj(i -> "c" + i).toArray(String[]::new);
    take(1, 0, many);

    assertThat(take(2, 0, many)).hasSize(5_000);
    assertThat(take(3, 4_990, "c4990", "new")).containsExactly("new");
  }

  @Test
  void aDeadAttemptIsNotHeardAnyMore() {
    take(1, 0, "a");
    take(2, 1, "x");

    assertThat(take(1, 2, "late")).isEmpty();
  }

  @Test
  void whatAnAttemptHadFlushedIsHeardAlsoBehindTheSnapshotOfTheNext() {
    take(1, 0, "a");
    seq.goesOn(running(2, 2));

    assertThat(take(1, 1, "b", "dead")).containsExactly("b");
    assertThat(take(2, 2, "c")).containsExactly("c");
  }

  @Test
  void whatADeadAttemptWroteDoesNotMakeTheOutputWhole() {
    take(1, 0, "a", "b", "c", "d");
    seq.goesOn(running(2, 1));
    Task later = running(2, 3);

    assertThat(seq.hasAllOf(later)).isFalse();
    assertThat(take(2, 1, "x", "y")).containsExactly("x", "y");
    assertThat(seq.hasAllOf(later)).isTrue();
  }

  @Test
  void aReaderThatCameLateBeginsWithWhatComes() {
    OutputSeq late = OutputSeq.fromWhatComes();
    late.goesOn(running(2, 3));

    assertThat(late.isKnown()).isFalse();
    assertThat(late.take(new OutputRecord("task", 2, 7, NOW, List.of(new RawJson("h")), List.of())))
        .hasSize(1);
  }
}
