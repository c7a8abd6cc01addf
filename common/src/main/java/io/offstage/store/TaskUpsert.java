package io.offstage.store;

import static java.util.stream.Collectors.joining;

import java.sql.Array;
import java.util.List;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** Many rows in one statement: one array per column, unnested. No key may occur twice. */
final class TaskUpsert {

  private static final List<TaskColumn> COLUMNS =
      Stream.concat(TaskColumn.KEY.stream(), TaskColumn.DATA.stream()).toList();

  private static final String LIVE = "'pending', 'running', 'suspended'";

  private static final String INSERT =
      "INSERT INTO <schema>.task AS held (%s) SELECT %s FROM unnest(%s) AS given(%s)"
          .formatted(
              each("%1$s"),
              COLUMNS.stream().map(TaskColumn::expression).collect(joining(", ")),
              each(":%1$s"),
              each("%1$s"));

  private static final String IF_ABSENT =
      tracked(INSERT + " ON CONFLICT (id, pool, partition) DO NOTHING");

  /** The condition is {@link TaskRow#replaces}, and every event replaces a started record. */
  private static final String IF_NEWER =
      tracked(
          INSERT
              + " ON CONFLICT (id, pool, partition) DO UPDATE SET "
              + TaskColumn.DATA.stream()
                  .map(column -> "%1$s = excluded.%1$s".formatted(column.name()))
                  .collect(joining(", "))
              + """
               WHERE held.version = 0 OR
                 CASE WHEN (held.start_partition, held.start_offset)
                         = (excluded.start_partition, excluded.start_offset)
                      THEN held.version < excluded.version
                      ELSE held.position < excluded.position END
              """);

  private static final String DELETE =
      removing(
          """
          DELETE FROM <schema>.task held
          USING unnest(:pool, :partition, :id, :position) AS given(pool, partition, id, position)
          WHERE held.id = given.id AND held.pool = given.pool AND held.partition = given.partition
            AND held.version > 0 AND held.position < given.position
          """);

  private TaskUpsert() {}

  /** Writes rows, keeps {@code live_task} in step, and yields the number of rows. */
  private static String tracked(String write) {
    return """
    WITH written AS (%s RETURNING held.id, held.pool, held.partition, held.status),
    ended AS (
      DELETE FROM <schema>.live_task live USING written
      WHERE live.id = written.id AND live.pool = written.pool
        AND live.partition = written.partition AND written.status NOT IN (%2$s)),
    begun AS (
      INSERT INTO <schema>.live_task (id, pool, partition)
      SELECT id, pool, partition FROM written WHERE status IN (%2$s)
      ON CONFLICT DO NOTHING)
    SELECT count(*) FROM written
    """
        .formatted(write, LIVE);
  }

  /** Deletes rows, from {@code live_task} too, and yields the number of rows. */
  static String removing(String delete) {
    return """
    WITH removed AS (%s RETURNING held.id, held.pool, held.partition),
    ended AS (
      DELETE FROM <schema>.live_task live USING removed
      WHERE live.id = removed.id AND live.pool = removed.pool
        AND live.partition = removed.partition)
    SELECT count(*) FROM removed
    """
        .formatted(delete);
  }

  private static String each(String format) {
    return COLUMNS.stream().map(c -> format.formatted(c.name())).collect(joining(", "));
  }

  static int ifNewer(Handle handle, List<TaskRow> rows) {
    return insert(handle, IF_NEWER, rows);
  }

  static int ifAbsent(Handle handle, List<TaskRow> rows) {
    return insert(handle, IF_ABSENT, rows);
  }

  private static int insert(Handle handle, String sql, List<TaskRow> rows) {
    if (rows.isEmpty()) {
      return 0;
    }
    Query query = handle.createQuery(sql);
    for (TaskColumn column : COLUMNS) {
      bind(query, column.name(), column.element(), rows.stream().map(column.value()));
    }
    return query.mapTo(Integer.class).one();
  }

  static int remove(Handle handle, List<TaskChange.Removed> removals) {
    if (removals.isEmpty()) {
      return 0;
    }
    Query query = handle.createQuery(DELETE);
    bind(query, "pool", "text", removals.stream().map(r -> r.key().pool()));
    bind(query, "partition", "int4", removals.stream().map(r -> r.key().partition()));
    bind(query, "id", "text", removals.stream().map(r -> r.key().id()));
    bind(query, "position", "int8", removals.stream().map(TaskChange.Removed::position));
    return query.mapTo(Integer.class).one();
  }

  private static void bind(
      Query query, String name, String type, Stream<? extends @Nullable Object> values) {
    Object[] elements =
        switch (type) {
          case "int4" -> values.toArray(Integer[]::new);
          case "int8" -> values.toArray(Long[]::new);
          default -> values.toArray(String[]::new);
        };
    query.bind(
        name,
        (position, statement, context) -> {
          Array array = statement.getConnection().createArrayOf(type, elements);
          statement.setArray(position, array);
        });
  }
}
