package io.offstage.store;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.SqlStatement;

/** The table {@code applied_offset}, through a handle that defines {@code schema}. */
final class AppliedOffsets {

  private static final String GIVEN = "unnest(:topics, :partitions) AS given(topic, partition)";

  private final Handle handle;

  AppliedOffsets(Handle handle) {
    this.handle = handle;
  }

  Map<TopicPartition, Long> all() {
    return read(
        handle.createQuery("SELECT topic, partition, next_offset FROM <schema>.applied_offset"));
  }

  /** Until the transaction ends nobody else locks these. Rows are made where there are none. */
  Map<TopicPartition, Long> lock(List<TopicPartition> sources) {
    Map<TopicPartition, Long> locked = lockPresent(sources);
    if (locked.size() == sources.size()) {
      return locked;
    }
    bind(
            handle.createUpdate(
                "INSERT INTO <schema>.applied_offset SELECT topic, partition, 0 FROM "
                    + GIVEN
                    + " ORDER BY topic, partition ON CONFLICT DO NOTHING"),
            sources)
        .execute();
    return lockPresent(sources);
  }

  private Map<TopicPartition, Long> lockPresent(List<TopicPartition> sources) {
    return read(
        bind(
            handle.createQuery(
                "SELECT topic, partition, next_offset FROM <schema>.applied_offset"
                    + " WHERE (topic, partition) IN (SELECT topic, partition FROM "
                    + GIVEN
                    + ") ORDER BY topic, partition FOR UPDATE"),
            sources));
  }

  void store(Map<TopicPartition, Long> reached) {
    List<TopicPartition> sources = List.copyOf(reached.keySet());
    bind(
            handle.createUpdate(
                """
                UPDATE <schema>.applied_offset held SET next_offset = given.next_offset
                FROM unnest(:topics, :partitions, :offsets)
                  AS given(topic, partition, next_offset)
                WHERE held.topic = given.topic AND held.partition = given.partition
                """),
            sources)
        .bindArray("offsets", Long.class, sources.stream().map(reached::get).toList())
        .execute();
  }

  private static <S extends SqlStatement<S>> S bind(S statement, List<TopicPartition> sources) {
    return statement
        .bindArray("topics", String.class, sources.stream().map(TopicPartition::topic).toList())
        .bindArray(
            "partitions", Integer.class, sources.stream().map(TopicPartition::partition).toList());
  }

  private static Map<TopicPartition, Long> read(Query query) {
    Map<TopicPartition, Long> offsets = new HashMap<>();
    query
        .map(
            (row, context) ->
                Map.entry(
                    new TopicPartition(row.getString("topic"), row.getInt("partition")),
                    row.getLong("next_offset")))
        .forEach(entry -> offsets.put(entry.getKey(), entry.getValue()));
    return offsets;
  }
}
