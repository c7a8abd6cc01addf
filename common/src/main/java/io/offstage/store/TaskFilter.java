package io.offstage.store;

import static java.util.stream.Collectors.joining;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/**
 * Conditions that all hold. Also how a caller is confined: a filter that names the caller's
 * resources is passed to every look-up, and rows outside are not found.
 */
public record TaskFilter(List<Condition> conditions) {

  /** Every task. */
  public static final TaskFilter NONE = new TaskFilter(List.of());

  private static final Set<String> LIVE = Set.of("pending", "running", "suspended");

  /** Says nothing new, but leads to the few among the many. */
  private static final String AMONG_THE_LIVE =
      " AND (id, pool, partition) IN (SELECT id, pool, partition FROM <schema>.live_task)";

  public TaskFilter {
    conditions = List.copyOf(conditions);
  }

  /** One condition. */
  public sealed interface Condition {

    /** The field is one of these; a task without the field does not match. */
    record OneOf(TaskField field, Set<String> values) implements Condition {

      public OneOf {
        values = Set.copyOf(values);
      }
    }

    /**
     * The task has the date, and it lies from {@code from} (inclusive) to {@code to} (exclusive).
     */
    record Within(TaskDate date, @Nullable Instant from, @Nullable Instant to)
        implements Condition {

      public Within {
        from = StorableInstant.ofNullable(from);
        to = StorableInstant.ofNullable(to);
      }
    }
  }

  public TaskFilter where(TaskField field, String value) {
    return and(new Condition.OneOf(field, Set.of(value)));
  }

  /** No value at all matches nothing. */
  public TaskFilter whereAny(TaskField field, Collection<String> values) {
    return and(new Condition.OneOf(field, Set.copyOf(values)));
  }

  public TaskFilter within(TaskDate date, @Nullable Instant from, @Nullable Instant to) {
    return from == null && to == null ? this : and(new Condition.Within(date, from, to));
  }

  private TaskFilter and(Condition condition) {
    return new TaskFilter(Stream.concat(conditions.stream(), Stream.of(condition)).toList());
  }

  /** What stands behind WHERE; its parameters are bound by {@link #bind}. */
  String sql() {
    return conditions.isEmpty()
        ? "true"
        : Stream.iterate(0, i -> i < conditions.size(), i -> i + 1)
            .map(i -> sql(conditions.get(i), i))
            .collect(joining(" AND "));
  }

  private static String sql(Condition condition, int i) {
    return switch (condition) {
      case Condition.OneOf(TaskField field, Set<String> values) ->
          "%s = ANY(:in%d)".formatted(field.column(), i)
              + (field == TaskField.STATUS && LIVE.containsAll(values) ? AMONG_THE_LIVE : "");
      case Condition.Within(TaskDate date, Instant from, Instant to) ->
          Stream.of(
                  from == null ? null : "%s >= :from%d".formatted(date.column(), i),
                  to == null ? null : "%s < :to%d".formatted(date.column(), i))
              .filter(Objects::nonNull)
              .collect(joining(" AND "));
    };
  }

  <S extends SqlStatement<S>> S bind(S statement) {
    for (int i = 0; i < conditions.size(); i++) {
      switch (conditions.get(i)) {
        case Condition.OneOf(_, Set<String> values) ->
            statement.bindArray(
                "in" + i, String.class, values.stream().map(IndexedText::of).toList());
        case Condition.Within(_, Instant from, Instant to) -> {
          if (from != null) {
            statement.bind("from" + i, from);
          }
          if (to != null) {
            statement.bind("to" + i, to);
          }
        }
      }
    }
    return statement;
  }
}
