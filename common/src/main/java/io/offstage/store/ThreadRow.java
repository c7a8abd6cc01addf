package io.offstage.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A conversation.
 *
 * @param agentId whom it was begun with
 * @param metadata a JSON object
 * @param updatedAt when a message last came in
 */
public record ThreadRow(
    ThreadKey key,
    @Nullable String agentId,
    String title,
    String metadata,
    Instant createdAt,
    Instant updatedAt) {

  public ThreadRow {
    title = title.replace('\0', '\uFFFD'); // Postgres has no U+0000
  }
}
