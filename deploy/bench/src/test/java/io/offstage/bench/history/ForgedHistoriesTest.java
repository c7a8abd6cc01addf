package io.offstage.bench.history;

import static io.offstage.bench.history.Forged.COMPLETES;
import static io.offstage.bench.history.Forged.POOL;
import static io.offstage.bench.history.Forged.QUEUES;
import static io.offstage.bench.history.Forged.RUNS;
import static org.assertj.core.api.Assertions.assertThat;

import io.offstage.store.StoredTask;
import io.offstage.store.TaskKey;
import io.offstage.task.Place;
import io.offstage.task.Position;
import io.offstage.task.TaskEvent;
import io.offstage.topic.LifecycleEvent;
import io.offstage.topic.TaskJson;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ForgedHistoriesTest {

  private final Forged forged = new Forged();

  private static TaskEvent steps(String... children) {
    Map<String, Place> places = new LinkedHashMap<>();
    for (String child : children) {
      places.put(child, new Place(POOL, "k"));
    }
    return new TaskEvent.Advanced(places, List.of());
  }

  @Test
  void aGoodHistoryBreaksNothing() {
    forged
        .asks("a", "k")
        .asks("b", "k")
        .asks("c", "k")
        .happens("a", RUNS)
        .happens("b", RUNS)
        .happens("c", QUEUES)
        .appends("c", QUEUES)
        .happens("a", COMPLETES)
        .happens("c", RUNS, steps("d"))
        .starts("d", "c")
        .happens("b", COMPLETES)
        .happens("d", RUNS, COMPLETES)
        .happens("c", COMPLETES)
        .sees(new Fact.Stepped("c", List.of("d")));
    Set.of("a", "b", "c", "d").forEach(id -> forged.sees(new Fact.Row(forged.row(id))));
    forged.sees(new Fact.AllRows(POOL, 0));
    showsAll("a", "b", "d");
    forged.shows("c", "running", startOf("c")).shows("c", "running", startOf("c"));
    forged.shows("c", "completed", endOf("c"));

    assertThat(forged.found()).isEmpty();
  }

  private void showsAll(String... ids) {
    for (String id : ids) {
      forged.shows(id, "running", startOf(id)).shows(id, "completed", endOf(id));
    }
  }

  private String startOf(String id) {
    return String.valueOf(forged.task(id).times().startedAt());
  }

  private String endOf(String id) {
    return String.valueOf(forged.task(id).times().completedAt());
  }

  @Test
  void anAcknowledgedStartWithoutAnyEventIsLost() {
    forged.asks("a", "k").asks("b", "k").happens("a", RUNS, COMPLETES);

    assertThat(forged.found("G1"))
        .containsExactly(
            "G1 nothing is lost: tools b: acknowledged at 0:1 and never ended; it has no event");
  }

  @Test
  void aTaskThatNeverEndsIsLost() {
    forged.asks("a", "k").happens("a", RUNS);

    assertThat(forged.found("G1"))
        .containsExactly(
            "G1 nothing is lost: tools a: acknowledged at 0:0 and never ended; its last event is"
                + " background-task-running at 0:0");
  }

  @Test
  void anAcknowledgedRecordThatTheTopicDoesNotHoldIsLost() {
    forged.sees(new Fact.Acknowledged(POOL, new Position(3, 7), "a"));

    assertThat(forged.found("G1"))
        .containsExactly(
            "G1 nothing is lost: tools a: acknowledged at 3:7 and never ended;"
                + " its record is not there any more");
  }

  @Test
  void aStartInTheDeadLetterIsNotLost() {
    forged.asks("a", "k").sees(new Fact.Buried(POOL, new Position(0, 0), "args: too large"));

    assertThat(forged.found("G1")).isEmpty();
  }

  @Test
  void aSecondEndIsToldWithBothOffsets() {
    forged.asks("a", "k").happens("a", RUNS, COMPLETES, COMPLETES);

    assertThat(forged.found("G2"))
        .containsExactly(
            "G2 ended is ended: tools a: it ends again with background-task-completed, version 3,"
                + " at 0:2; it ended at 0:1");
  }

  @Test
  void anEventAfterTheEndIsTold() {
    forged.asks("a", "k").happens("a", RUNS, COMPLETES, RUNS);

    assertThat(forged.found("G2"))
        .containsExactly(
            "G2 ended is ended: tools a: background-task-running, version 3, at 0:2 follows its end"
                + " at 0:1");
  }

  @Test
  void anIdThatRunsAgainIsTold() {
    forged.asks("a", "k").happens("a", RUNS, COMPLETES).asks("a", "k").happens("a", RUNS);

    assertThat(forged.found("G2"))
        .containsExactly(
            "G2 ended is ended: tools a: background-task-running, version 1, at 0:2 begins it again"
                + " from 0:1; it ended at 0:1, 0 ends ago");
  }

  @Test
  void oneMoreThanTheLimitOfAKeyIsToldWithWhoElseRuns() {
    forged.asks("a", "k").asks("b", "k").asks("c", "k").asks("d", "other");
    forged.happens("a", RUNS).happens("b", RUNS).happens("d", RUNS).happens("c", RUNS);

    assertThat(forged.found("G3"))
        .containsExactly(
            "G3 limits hold: tools c: at 0:3 it is number 3 to run of key k, whose limit is 2;"
                + " running since: 0/a 0:0, 0/b 0:1, 0/c 0:3");
  }

  @Test
  void oneMoreThanANamedLimitIsToldWithWhoElseRuns() {
    forged.asksTheScarceTool("a", "k").asksTheScarceTool("b", "other");
    forged.happens("a", RUNS).happens("b", RUNS).happens("a", COMPLETES).happens("b", COMPLETES);

    assertThat(forged.found("G3"))
        .containsExactly(
            "G3 limits hold: tools limit tool:scarce: 2 run at 2026-01-31T12:00:00.001Z, where it"
                + " allows 1: [a since 0:0, b since 0:1]");
  }

  @Test
  void oneAfterTheOtherIsWithinANamedLimit() {
    forged.asksTheScarceTool("a", "k").asksTheScarceTool("b", "other");
    forged.happens("a", RUNS, COMPLETES).happens("b", RUNS, COMPLETES);

    assertThat(forged.found("G3")).isEmpty();
  }

  @Test
  void aMissingVersionIsTold() {
    forged.asks("a", "k").happens("a", RUNS).evolves("a", steps()).happens("a", COMPLETES);

    assertThat(forged.found("G4"))
        .containsExactly("G4 one writer: tools a: version 3 at 0:1 follows version 1 at 0:0");
  }

  @Test
  void aVersionWrittenTwiceIsTold() {
    forged.asks("a", "k").happens("a", QUEUES);
    Forged other = new Forged().asks("a", "k").happens("a", RUNS);
    forged.sees(
        new Fact.Happened(
            POOL,
            new Position(0, 1),
            Instant.EPOCH,
            new LifecycleEvent(RUNS.type(), other.task("a"), Instant.EPOCH, null),
            TaskJson.of(other.task("a"))));

    assertThat(forged.found("G4"))
        .containsExactly("G4 one writer: tools a: version 1 at 0:1 is another than at 0:0");
  }

  @Test
  void aTaskThatBeginsInTheMiddleIsTold() {
    forged.asks("a", "k").evolves("a", QUEUES).happens("a", RUNS);

    assertThat(forged.found("G4"))
        .containsExactly("G4 one writer: tools a: its first event, at 0:0, has version 2");
  }

  @Test
  void rowsThatDifferAreMissingOrTooManyAreTold() {
    forged.asks("a", "k").asks("b", "k").asks("c", "k");
    forged.happens("a", RUNS);
    StoredTask old = forged.row("a");
    forged.happens("a", COMPLETES).happens("b", RUNS, COMPLETES).happens("c", RUNS, COMPLETES);
    StoredTask c = forged.row("c");
    StoredTask other =
        new StoredTask(c.key(), c.version(), c.position(), c.status(), c.document() + " ");
    StoredTask stray = new StoredTask(new TaskKey(POOL, 0, "x"), 0, 9, "pending", "{\"id\":\"x\"}");
    List.of(old, other, stray).forEach(row -> forged.sees(new Fact.Row(row)));
    forged.sees(new Fact.AllRows(POOL, 0));

    assertThat(forged.found("G5"))
        .containsExactlyInAnyOrder(
            "G5 reads are the fold: tools a: the row has version 1, running, from 0:0; the log has"
                + " version 2 at 0:1",
            "G5 reads are the fold: tools b: there is no row; the log has version 2 at 0:3",
            "G5 reads are the fold: tools c: the row has version 2, completed, from 0:5; the log"
                + " has version 2 at 0:5, another document",
            "G5 reads are the fold: tools x: the row has version 0 from 0:9; the log has no event"
                + " of it");
  }

  @Test
  void aStreamThatSkipsAnEventIsTold() {
    forged.asks("a", "k").happens("a", RUNS, COMPLETES).shows("a", "completed", endOf("a"));

    assertThat(forged.found("G6"))
        .containsExactly(
            "G6 streams are gapless: a: happened [running 1769860800000, completed 1769860800001];"
                + " the stream showed [completed 1769860800001]");
  }

  @Test
  void aStreamThatRepeatsOrInventsIsTold() {
    forged.asks("a", "k").happens("a", RUNS, COMPLETES);
    forged.shows("a", "running", startOf("a"));
    forged.shows("a", "running", startOf("a"));
    forged.shows("a", "completed", endOf("a"));
    forged.shows("b", "cancelled", endOf("a"));

    assertThat(forged.found("G6")).hasSize(2).anyMatch(v -> v.contains("nothing happened"));
  }

  @Test
  void aStreamWithAGapIsTold() {
    forged.sees(new Fact.Gap());

    assertThat(forged.found("G6")).hasSize(1);
  }

  @Test
  void aChildThatIsStartedTwiceIsTold() {
    forged.asks("run", "k").happens("run", RUNS, steps("c")).starts("c", "run").starts("c", "run");

    assertThat(forged.found("G10"))
        .containsExactly(
            "G10 fan-out is atomic: tools c: a child of run that was started at 0:1 is started"
                + " again at 0:2");
  }

  @Test
  void aChildWithoutItsStartOrItsStepIsTold() {
    forged.asks("run", "k").happens("run", RUNS, steps("c", "d"), COMPLETES).starts("c", "run");
    forged.sees(new Fact.Stepped("run", List.of("c", "d", "e")));

    assertThat(forged.found("G10"))
        .containsExactly(
            "G10 fan-out is atomic: run run: its snapshot at 0:2 has the children [c, d]; started"
                + " were [c]",
            "G10 fan-out is atomic: run run: its steps name the children [c, d, e]; its snapshot at"
                + " 0:2 has [c, d]");
  }

  @Test
  void aStepThatWasCutOffByACancelMayNameMore() {
    forged
        .asks("run", "k")
        .happens("run", RUNS, new TaskEvent.Cancelled("enough"))
        .sees(new Fact.Stepped("run", List.of("c")));

    assertThat(forged.found("G10")).isEmpty();
  }

  @Test
  void childrenThatWereHandedOverAreThoseOfBothRuns() {
    takesOver().happens("earlier", new TaskEvent.HandedOver("later"));

    assertThat(forged.found("G10")).isEmpty();
  }

  @Test
  void childrenOfARunThatKeptThemAreToldWhereAnotherHasThemToo() {
    takesOver();

    assertThat(forged.found("G10"))
        .containsExactly(
            "G10 fan-out is atomic: run later: its snapshot at 0:3 has the children [c]; started"
                + " were []");
  }

  private Forged takesOver() {
    forged.asks("earlier", "k").happens("earlier", RUNS, steps("c")).starts("c", "earlier");
    TaskEvent taking = new TaskEvent.TookOver(forged.task("earlier").family());
    return forged.asks("later", "k").happens("later", RUNS, taking);
  }
}
