package io.offstage.store;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The agents there are, as readers are shown them: agent workers write what they serve, gateways
 * read it. Any thread.
 */
public final class AgentCatalog {

  private final Database database;
  private final String schema;

  AgentCatalog(Database database, String schema) {
    this.database = database;
    this.schema = schema;
  }

  /** The agent object's JSON. */
  public Optional<String> get(String id) {
    return database.with(
        handle ->
            handle
                .define("schema", schema)
                .createQuery("SELECT document FROM <schema>.agent WHERE id = :id")
                .bind("id", id)
                .mapTo(String.class)
                .findOne());
  }

  /** Every agent object's JSON by id, in the order of ids. */
  public Map<String, String> list() {
    return database.with(
        handle -> {
          Map<String, String> agents = new LinkedHashMap<>();
          handle
              .define("schema", schema)
              .createQuery("SELECT id, document FROM <schema>.agent ORDER BY id")
              .map((row, _) -> Map.entry(row.getString("id"), row.getString("document")))
              .forEach(agent -> agents.put(agent.getKey(), agent.getValue()));
          return agents;
        });
  }

  /** Writes agents, each in place of what stood under its id; others stay. */
  public void put(Map<String, String> documents, Instant now) {
    database.inTransaction(
        handle -> {
          handle.define("schema", schema);
          documents.forEach(
              (id, document) ->
                  handle
                      .createUpdate(
                          """
                          INSERT INTO <schema>.agent VALUES (:id, :document, :now)
                          ON CONFLICT (id) DO UPDATE
                          SET document = excluded.document, updated_at = excluded.updated_at
                          """)
                      .bind("id", id)
                      .bind("document", document)
                      .bind("now", now)
                      .execute());
          return documents.size();
        });
  }
}
