package io.offstage.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** The table {@code thread}, through a handle that defines {@code schema}. */
final class Threads {

  private final Handle handle;

  Threads(Handle handle) {
    this.handle = handle;
  }

  void insert(ThreadRow thread) {
    handle
        .createUpdate(
            """
            INSERT INTO <schema>.thread
              (resource_id, id, agent_id, title, metadata, created_at, updated_at)
            VALUES (:resource, :id, :agent, :title, :metadata, :created, :updated)
            ON CONFLICT (resource_id, id) DO NOTHING
            """)
        .bind("resource", thread.key().resource())
        .bind("id", thread.key().thread())
        .bind("agent", thread.agentId())
        .bind("title", thread.title())
        .bind("metadata", thread.metadata())
        .bind("created", thread.createdAt())
        .bind("updated", thread.updatedAt())
        .execute();
  }

  void touch(ThreadKey key, Instant at) {
    handle
        .createUpdate(
            """
            UPDATE <schema>.thread SET updated_at = :at
            WHERE resource_id = :resource AND id = :id AND updated_at < :at
            """)
        .bind("resource", key.resource())
        .bind("id", key.thread())
        .bind("at", at)
        .execute();
  }

  Optional<ThreadRow> find(ThreadKey key) {
    return select("resource_id = :resource AND id = :id", "")
        .bind("resource", key.resource())
        .bind("id", key.thread())
        .map((row, _) -> thread(row))
        .findOne();
  }

  Optional<ThreadRow> findById(String id, @Nullable Collection<String> resources) {
    return confined(
            select("id = :id" + within(resources), "ORDER BY updated_at DESC LIMIT 1"), resources)
        .bind("id", id)
        .map((row, _) -> thread(row))
        .findOne();
  }

  Paged<ThreadRow> list(
      @Nullable Collection<String> resources,
      @Nullable String agentId,
      ThreadOrder order,
      Page page) {
    String where = "(:agent IS NULL OR agent_id = :agent)" + within(resources);
    List<ThreadRow> rows =
        confined(
                select(where, "ORDER BY " + order.sql() + " LIMIT :limit OFFSET :offset"),
                resources)
            .bind("agent", agentId)
            .bind("limit", page.size())
            .bind("offset", page.offset())
            .map((row, _) -> thread(row))
            .list();
    return Paged.of(
        rows,
        page,
        () ->
            confined(
                    handle.createQuery("SELECT count(*) FROM <schema>.thread WHERE " + where),
                    resources)
                .bind("agent", agentId)
                .mapTo(Long.class)
                .one());
  }

  private Query select(String where, String rest) {
    return handle.createQuery(
        "SELECT resource_id, id, agent_id, title, metadata, created_at, updated_at"
            + " FROM <schema>.thread WHERE "
            + where
            + " "
            + rest);
  }

  private static String within(@Nullable Collection<String> resources) {
    return resources == null ? "" : " AND resource_id = ANY(:resources)";
  }

  private static Query confined(Query query, @Nullable Collection<String> resources) {
    return resources == null
        ? query
        : query.bindArray("resources", String.class, List.copyOf(resources));
  }

  private static ThreadRow thread(ResultSet row) throws SQLException {
    return new ThreadRow(
        new ThreadKey(row.getString("resource_id"), row.getString("id")),
        row.getString("agent_id"),
        row.getString("title"),
        row.getString("metadata"),
        row.getTimestamp("created_at").toInstant(),
        row.getTimestamp("updated_at").toInstant());
  }
}
