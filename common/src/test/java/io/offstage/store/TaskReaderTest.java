package io.offstage.store;

import static io.offstage.store.Rows.NOON;
import static io.offstage.store.Rows.batch;
import static io.offstage.store.Rows.lifecycle;
import static io.offstage.store.Rows.slice;
import static io.offstage.store.Rows.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TaskReaderTest {

  private static final Page ALL = new Page(0, 100);

  private static Database database;
  private static TaskReader reader;

  /**
   * Four tasks, created in the order a, b, c, d, a second apart. a and b belong to resource u1, c
   * to u2, d to nobody; an older task of u2 in another partition has the id a as well.
   */
  @BeforeAll
  static void fill() {
    database = FreshDatabase.migrated();
    reader = database.taskReader();
    TaskRow a =
        task("a", 0, "running", new TaskFacets("x", "r1", "t1", "u1", "find", "c1", "k", null));
    TaskRow b =
        task("b", 1, "suspended", new TaskFacets("x", "r1", "t1", "u1", "read", "c2", "k", "a"));
    TaskRow c =
        task("c", 2, "completed", new TaskFacets("y", "r2", "t1", "u2", "read", "c3", "k", "a"));
    TaskRow d =
        task("d", 3, "suspended", new TaskFacets("y", "r3", null, null, "read", null, null, null));
    TaskRow namesake =
        task("a", -9, "failed", new TaskFacets("z", "r9", "t9", "u2", "else", "c9", "k", null));
    database
        .taskWriter()
        .apply(
            batch(
                slice(
                    lifecycle(0),
                    0,
                    40,
                    snapshot(Rows.times(a, second(0), second(13), null, null)),
                    snapshot(Rows.times(b, second(1), second(12), second(21), null)),
                    snapshot(Rows.times(c, second(2), second(11), null, second(31))),
                    snapshot(Rows.times(d, second(3), second(10), second(20), null))),
                slice(
                    lifecycle(1),
                    0,
                    30,
                    snapshot(
                        Rows.at(Rows.times(namesake, second(-9), null, null, second(30)), 1)))));
  }

  private static TaskRow task(String id, int second, String status, TaskFacets facets) {
    return Rows.facets(Rows.status(Rows.of(id, 1, 20 + second), status), facets);
  }

  private static Instant second(int second) {
    return NOON.plusSeconds(second);
  }

  @AfterAll
  static void close() {
    database.close();
  }

  static Stream<Arguments> eachFilter() {
    TaskFilter none = TaskFilter.NONE;
    return Stream.of(
        Arguments.of(none, List.of("a", "a", "b", "c", "d")),
        Arguments.of(none.where(TaskField.ID, "b"), List.of("b")),
        Arguments.of(none.where(TaskField.POOL, "agents"), List.of()),
        Arguments.of(none.where(TaskField.STATUS, "suspended"), List.of("b", "d")),
        Arguments.of(none.where(TaskField.AGENT_ID, "y"), List.of("c", "d")),
        Arguments.of(none.where(TaskField.RUN_ID, "r1"), List.of("a", "b")),
        Arguments.of(none.where(TaskField.THREAD_ID, "t1"), List.of("a", "b", "c")),
        Arguments.of(none.where(TaskField.RESOURCE_ID, "u2"), List.of("a", "c")),
        Arguments.of(none.where(TaskField.TOOL_NAME, "read"), List.of("b", "c", "d")),
        Arguments.of(none.where(TaskField.TOOL_CALL_ID, "c2"), List.of("b")),
        Arguments.of(none.where(TaskField.PARENT_ID, "a"), List.of("b", "c")),
        Arguments.of(none.whereAny(TaskField.STATUS, Set.of()), List.of()),
        Arguments.of(
            none.whereAny(TaskField.STATUS, Set.of("running", "failed")), List.of("a", "a")),
        Arguments.of(
            none.whereAny(TaskField.RESOURCE_ID, Set.of("u1", "u3"))
                .where(TaskField.RESOURCE_ID, "u2"),
            List.of()),
        Arguments.of(
            none.whereAny(TaskField.RESOURCE_ID, Set.of("u1", "u2"))
                .where(TaskField.THREAD_ID, "t1")
                .where(TaskField.TOOL_NAME, "read"),
            List.of("b", "c")),
        Arguments.of(none.within(TaskDate.CREATED_AT, second(1), second(3)), List.of("b", "c")),
        Arguments.of(none.within(TaskDate.CREATED_AT, second(2), null), List.of("c", "d")),
        Arguments.of(none.within(TaskDate.STARTED_AT, null, second(12)), List.of("c", "d")),
        Arguments.of(none.within(TaskDate.SUSPENDED_AT, second(21), null), List.of("b")),
        Arguments.of(none.within(TaskDate.COMPLETED_AT, null, second(31)), List.of("a")),
        Arguments.of(
            none.within(TaskDate.CREATED_AT, null, null), List.of("a", "a", "b", "c", "d")));
  }

  @ParameterizedTest
  @MethodSource("eachFilter")
  void filterLetsThrough(TaskFilter filter, List<String> ids) {
    Paged<StoredTask> page = reader.list(filter, TaskOrder.OLDEST_FIRST, ALL);

    assertThat(ids(page.rows())).isEqualTo(ids);
    assertThat(page.total()).isEqualTo(ids.size());
  }

  static Stream<Arguments> eachOrder() {
    return Stream.of(
        Arguments.of(TaskDate.CREATED_AT, Direction.ASC, "a a b c d"),
        Arguments.of(TaskDate.CREATED_AT, Direction.DESC, "d c b a a"),
        Arguments.of(TaskDate.STARTED_AT, Direction.ASC, "d c b a a"),
        Arguments.of(TaskDate.STARTED_AT, Direction.DESC, "a b c d a"),
        Arguments.of(TaskDate.SUSPENDED_AT, Direction.ASC, "d b a a c"),
        Arguments.of(TaskDate.SUSPENDED_AT, Direction.DESC, "b d c a a"),
        Arguments.of(TaskDate.COMPLETED_AT, Direction.ASC, "a c a b d"),
        Arguments.of(TaskDate.COMPLETED_AT, Direction.DESC, "c a d b a"));
  }

  @ParameterizedTest
  @MethodSource("eachOrder")
  void orderIsByDateThenIdWithTheUndatedLast(TaskDate date, Direction direction, String ids) {
    Paged<StoredTask> page = reader.list(TaskFilter.NONE, new TaskOrder(date, direction), ALL);

    assertThat(String.join(" ", ids(page.rows()))).isEqualTo(ids);
  }

  @Test
  void pagesCoverTheListWithoutOverlapAndKnowItsLength() {
    List<String> seen = new ArrayList<>();
    for (int number = 0; number < 4; number++) {
      Paged<StoredTask> page =
          reader.list(TaskFilter.NONE, TaskOrder.OLDEST_FIRST, new Page(number, 2));
      seen.addAll(ids(page.rows()));
      assertThat(page.total()).isEqualTo(5);
    }
    assertThat(seen).containsExactly("a", "a", "b", "c", "d");
  }

  @Test
  void idLookUpFindsTheNewestThatTheCallerMaySee() {
    TaskFilter u2 = TaskFilter.NONE.whereAny(TaskField.RESOURCE_ID, Set.of("u2"));

    assertThat(reader.find("a", TaskFilter.NONE)).map(StoredTask::status).contains("running");
    assertThat(reader.find("a", u2)).map(StoredTask::status).contains("failed");
    assertThat(reader.find("b", u2)).isEmpty();
    assertThat(reader.find("nothing", TaskFilter.NONE)).isEmpty();
  }

  @Test
  void severalIdsAreLookedUpAtOnce() {
    assertThat(reader.findAll(List.of("a", "c", "nothing"), TaskFilter.NONE))
        .extracting(task -> task.key().id() + " " + task.status())
        .containsExactlyInAnyOrder("a running", "c completed");
  }

  @Test
  void childrenStandWithinTheScopeOfTheCaller() {
    assertThat(ids(reader.children("a", TaskFilter.NONE))).containsExactly("b", "c");
    assertThat(ids(reader.children("a", TaskFilter.NONE.where(TaskField.RESOURCE_ID, "u1"))))
        .containsExactly("b");
  }

  @Test
  void runningTasksComeWithTheOffsetsTheyAreTrueAt() {
    RunningSnapshot everybody = reader.running(TaskFilter.NONE);
    RunningSnapshot nobody = reader.running(TaskFilter.NONE.where(TaskField.AGENT_ID, "y"));

    assertThat(ids(everybody.tasks())).containsExactly("a");
    assertThat(nobody.tasks()).isEmpty();
    assertThat(everybody.offsets()).isEqualTo(Map.of(lifecycle(0), 40L, lifecycle(1), 30L));
  }

  @Test
  void suspendedRunsComeMostRecentFirstWithWhatIsSuspended() {
    Paged<SuspendedRun> first = reader.suspendedRuns(TaskFilter.NONE, new Page(0, 1));
    Paged<SuspendedRun> ofThread =
        reader.suspendedRuns(TaskFilter.NONE.where(TaskField.THREAD_ID, "t1"), ALL);

    assertThat(first.total()).isEqualTo(2);
    assertThat(first.rows()).extracting(SuspendedRun::runId).containsExactly("r1");
    assertThat(ids(first.rows().getFirst().tasks())).containsExactly("b");
    assertThat(ofThread.total()).isEqualTo(1);
  }

  @Test
  void tasksAreCountedByStatus() {
    assertThat(reader.countByStatus(TaskFilter.NONE))
        .isEqualTo(Map.of("running", 1L, "suspended", 2L, "completed", 1L, "failed", 1L));
  }

  @Test
  void scanReadsEveryRowOfOnePartition() {
    List<String> seen = new ArrayList<>();

    var offsets = reader.scan("tools", 0, task -> seen.add(task.key().id()));

    assertThat(seen).containsExactly("a", "b", "c", "d");
    assertThat(offsets).containsEntry(lifecycle(0), 40L);
  }

  private static List<String> ids(List<StoredTask> tasks) {
    return tasks.stream().map(task -> task.key().id()).toList();
  }
}
