package io.offstage.store;

import static java.util.Comparator.naturalOrder;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.SqlStatement;

/** The table {@code message}, through a handle that defines {@code schema}. */
final class Messages {

  private static final String COLUMNS =
      "id, role, created_at, run_id, step, ordinal, content, tool_call_ids";
  private static final String OF_THREAD = "resource_id = :resource AND thread_id = :thread";
  private static final String OF_STEP = OF_THREAD + " AND run_id = :run AND step = :step";

  private final Handle handle;

  Messages(Handle handle) {
    this.handle = handle;
  }

  Paged<MessageRow> list(ThreadKey thread, Direction direction, Page page) {
    List<MessageRow> rows =
        select(thread, OF_THREAD, "ORDER BY position " + direction + " LIMIT :limit OFFSET :offset")
            .bind("limit", page.size())
            .bind("offset", page.offset())
            .map((row, _) -> message(thread, row))
            .list();
    return Paged.of(
        rows,
        page,
        () ->
            bind(
                    handle.createQuery("SELECT count(*) FROM <schema>.message WHERE " + OF_THREAD),
                    thread)
                .mapTo(Long.class)
                .one());
  }

  /** The newest first. */
  List<MessageRow> newest(ThreadKey thread, int count) {
    return select(thread, OF_THREAD, "ORDER BY position DESC LIMIT :limit")
        .bind("limit", count)
        .map((row, _) -> message(thread, row))
        .list();
  }

  List<MessageRow> ofStep(ThreadKey thread, String run, int step) {
    return select(thread, OF_STEP, "ORDER BY ordinal")
        .bind("run", run)
        .bind("step", step)
        .map((row, _) -> message(thread, row))
        .list();
  }

  List<MessageRow> appendOnce(ThreadKey thread, List<MessageRow> messages) {
    List<MessageRow> stored = new ArrayList<>(messages.size());
    boolean any = false;
    for (MessageRow message : messages) {
      if (!message.thread().equals(thread)) {
        throw new IllegalArgumentException("Message " + message.id() + " is of another thread");
      }
      boolean written = insert(message);
      any |= written;
      stored.add(written ? message : held(message));
    }
    if (any) {
      new Threads(handle)
          .touch(
              thread,
              messages.stream().map(MessageRow::createdAt).max(naturalOrder()).orElseThrow());
    }
    return stored;
  }

  private boolean insert(MessageRow message) {
    return bind(
                handle.createUpdate(
                    """
                    INSERT INTO <schema>.message
                      (resource_id, thread_id, id, role, created_at, run_id, step, ordinal,
                       content, tool_call_ids)
                    VALUES (:resource, :thread, :id, :role, :created, :run, :step, :ordinal,
                       :content, :calls)
                    ON CONFLICT DO NOTHING
                    """),
                message.thread())
            .bind("id", message.id())
            .bind("role", message.role())
            .bind("created", message.createdAt())
            .bind("run", message.run())
            .bind("step", message.step())
            .bind("ordinal", message.ordinal())
            .bind("content", message.content())
            .bindArray(
                "calls",
                String.class,
                message.toolCallIds().stream().map(IndexedText::of).sorted().toList())
            .execute()
        == 1;
  }

  /** What stood in the way of this message: its like in the run, else the one of the same id. */
  private MessageRow held(MessageRow message) {
    return select(
            message.thread(),
            "(" + OF_STEP + " AND ordinal = :ordinal) OR (" + OF_THREAD + " AND id = :id)",
            "ORDER BY (run_id = :run AND step = :step AND ordinal = :ordinal) DESC LIMIT 1")
        .bind("run", message.run())
        .bind("step", message.step())
        .bind("ordinal", message.ordinal())
        .bind("id", message.id())
        .map((row, _) -> message(message.thread(), row))
        .one();
  }

  Optional<MessageRow> replaceToolResult(
      ThreadKey thread, String toolCallId, UnaryOperator<String> change) {
    Optional<MessageRow> held =
        select(
                thread,
                OF_THREAD + " AND tool_call_ids @> :calls",
                "ORDER BY position DESC LIMIT 1 FOR UPDATE")
            .bindArray("calls", String.class, List.of(IndexedText.of(toolCallId)))
            .map((row, _) -> message(thread, row))
            .findOne();
    return held.map(message -> withContent(message, change.apply(message.content())));
  }

  private MessageRow withContent(MessageRow held, String content) {
    if (content.equals(held.content())) {
      return held;
    }
    bind(
            handle.createUpdate(
                "UPDATE <schema>.message SET content = :content WHERE "
                    + OF_STEP
                    + " AND ordinal = :ordinal"),
            held.thread())
        .bind("run", held.run())
        .bind("step", held.step())
        .bind("ordinal", held.ordinal())
        .bind("content", content)
        .execute();
    return new MessageRow(
        held.thread(),
        held.id(),
        held.role(),
        held.createdAt(),
        held.run(),
        held.step(),
        held.ordinal(),
        content,
        held.toolCallIds());
  }

  private Query select(ThreadKey thread, String where, String rest) {
    return bind(
        handle.createQuery(
            "SELECT " + COLUMNS + " FROM <schema>.message WHERE " + where + " " + rest),
        thread);
  }

  private static <S extends SqlStatement<S>> S bind(S statement, ThreadKey thread) {
    return statement.bind("resource", thread.resource()).bind("thread", thread.thread());
  }

  private static MessageRow message(ThreadKey thread, ResultSet row) throws SQLException {
    Array calls = row.getArray("tool_call_ids");
    return new MessageRow(
        thread,
        row.getString("id"),
        row.getString("role"),
        row.getTimestamp("created_at").toInstant(),
        row.getString("run_id"),
        row.getInt("step"),
        row.getInt("ordinal"),
        row.getString("content"),
        Set.of((String[]) calls.getArray()));
  }
}
