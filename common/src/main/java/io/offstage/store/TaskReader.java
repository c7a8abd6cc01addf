package io.offstage.store;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.statement.Query;

/**
 * Reads {@code task}. Any thread. Each statement has five seconds; every look-up takes the filter
 * that confines its caller.
 */
public final class TaskReader {

  private static final String COLUMNS = "pool, partition, id, version, position, status, document";
  private static final int SCAN_ROWS = 1_000;

  private final Database database;
  private final String schema;

  TaskReader(Database database, String schema) {
    this.database = database;
    this.schema = schema;
  }

  public Paged<StoredTask> list(TaskFilter filter, TaskOrder order, Page page) {
    return with(
        handle -> {
          List<StoredTask> rows =
              paged(select(handle, COLUMNS, filter, "ORDER BY " + order.sql() + LIMIT), page)
                  .map((row, _) -> task(row))
                  .list();
          return Paged.of(rows, page, () -> count(handle, "count(*)", filter));
        });
  }

  /** The newest task of this id that the filter lets through. */
  public Optional<StoredTask> find(String id, TaskFilter scope) {
    return findAll(List.of(id), scope).stream().findFirst();
  }

  /** The newest task of each of these ids that the filter lets through; in no order. */
  public List<StoredTask> findAll(Collection<String> ids, TaskFilter scope) {
    return with(
        handle ->
            select(
                    handle,
                    "DISTINCT ON (id) " + COLUMNS,
                    scope.whereAny(TaskField.ID, ids),
                    "ORDER BY id, created_at DESC, position DESC")
                .map((row, _) -> task(row))
                .list());
  }

  /** Tasks whose parent is this one, oldest first. */
  public List<StoredTask> children(String parentId, TaskFilter scope) {
    return with(
        handle ->
            select(
                    handle,
                    COLUMNS,
                    scope.where(TaskField.PARENT_ID, parentId),
                    "ORDER BY " + TaskOrder.OLDEST_FIRST.sql())
                .map((row, _) -> task(row))
                .list());
  }

  public RunningSnapshot running(TaskFilter filter) {
    return inSnapshot(
        handle ->
            new RunningSnapshot(
                select(handle, COLUMNS, filter.where(TaskField.STATUS, "running"), "")
                    .map((row, _) -> task(row))
                    .list(),
                new AppliedOffsets(handle).all()));
  }

  /** Runs with something suspended, the most recent suspension first. */
  public Paged<SuspendedRun> suspendedRuns(TaskFilter filter, Page page) {
    TaskFilter suspended = filter.where(TaskField.STATUS, "suspended");
    return inSnapshot(
        handle -> {
          List<String> runs =
              paged(
                      select(
                          handle,
                          "run_id",
                          suspended,
                          "AND run_id IS NOT NULL GROUP BY run_id"
                              + " ORDER BY max(suspended_at) DESC, run_id"
                              + LIMIT),
                      page)
                  .mapTo(String.class)
                  .list();
          Map<String, List<StoredTask>> tasks = suspendedOf(handle, suspended, runs);
          return Paged.of(
              runs.stream()
                  .map(run -> new SuspendedRun(run, tasks.getOrDefault(run, List.of())))
                  .toList(),
              page,
              () -> count(handle, "count(DISTINCT run_id)", suspended));
        });
  }

  private Map<String, List<StoredTask>> suspendedOf(
      Handle handle, TaskFilter suspended, List<String> runs) {
    return select(
            handle,
            "run_id, " + COLUMNS,
            suspended.whereAny(TaskField.RUN_ID, runs),
            "ORDER BY suspended_at, id")
        .map((row, _) -> Map.entry(row.getString("run_id"), task(row)))
        .stream()
        .collect(groupingBy(Map.Entry::getKey, mapping(Map.Entry::getValue, toList())));
  }

  /** How many tasks there are of each status. */
  public Map<String, Long> countByStatus(TaskFilter filter) {
    return with(
        handle -> {
          Map<String, Long> counts = new LinkedHashMap<>();
          select(handle, "status, count(*) AS tasks", filter, "GROUP BY status ORDER BY status")
              .map((row, _) -> Map.entry(row.getString("status"), row.getLong("tasks")))
              .forEach(entry -> counts.put(entry.getKey(), entry.getValue()));
          return counts;
        });
  }

  /** Next offset per topic and partition; what is absent was never applied. */
  public Map<TopicPartition, Long> appliedOffsets() {
    return with(handle -> new AppliedOffsets(handle).all());
  }

  /**
   * Every row of one partition as of one moment, by id, without a deadline.
   *
   * @param each called on this thread, inside the transaction
   * @return the offsets the rows are true at
   */
  public Map<TopicPartition, Long> scan(String pool, int partition, Consumer<StoredTask> each) {
    return inSnapshot(
        handle -> {
          Database.statementTimeout(handle, Duration.ZERO);
          Map<TopicPartition, Long> offsets = new AppliedOffsets(handle).all();
          select(
                  handle,
                  COLUMNS,
                  TaskFilter.NONE.where(TaskField.POOL, pool),
                  "AND partition = :partition ORDER BY id")
              .bind("partition", partition)
              .setFetchSize(SCAN_ROWS)
              .map((row, _) -> task(row))
              .forEach(each);
          return offsets;
        });
  }

  private static final String LIMIT = " LIMIT :limit OFFSET :offset";

  private static Query paged(Query query, Page page) {
    return query.bind("limit", page.size()).bind("offset", page.offset());
  }

  private static Query select(Handle handle, String columns, TaskFilter filter, String rest) {
    return filter.bind(
        handle.createQuery(
            "SELECT " + columns + " FROM <schema>.task WHERE " + filter.sql() + " " + rest));
  }

  private static long count(Handle handle, String what, TaskFilter filter) {
    return select(handle, what, filter, "").mapTo(Long.class).one();
  }

  private static StoredTask task(ResultSet row) throws SQLException {
    return new StoredTask(
        new TaskKey(row.getString("pool"), row.getInt("partition"), row.getString("id")),
        row.getLong("version"),
        row.getLong("position"),
        row.getString("status"),
        row.getString("document"));
  }

  private <T> T with(HandleCallback<T, RuntimeException> work) {
    return database.with(handle -> work.withHandle(handle.define("schema", schema)));
  }

  private <T> T inSnapshot(HandleCallback<T, RuntimeException> work) {
    return database.inSnapshot(handle -> work.withHandle(handle.define("schema", schema)));
  }
}
