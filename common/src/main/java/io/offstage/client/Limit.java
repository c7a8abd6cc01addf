package io.offstage.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A limit that was set at run time.
 *
 * @param pool whose tasks it limits
 * @param name {@code key:…}, {@code tool:…}, {@code agent:…} or {@code limit:…}
 * @param max how many tasks may run at once
 * @param maxQueued how many tasks of a key may wait; null: as the settings say
 * @param updatedBy who set it, if that is known
 */
public record Limit(
    String pool,
    String name,
    int max,
    @Nullable Integer maxQueued,
    Instant updatedAt,
    @Nullable String updatedBy) {

  static Limit of(JsonNode limit) {
    JsonNode maxQueued = limit.path("maxQueued");
    return new Limit(
        ClientJson.text(limit, "pool", ""),
        ClientJson.text(limit, "limit", ""),
        limit.path("max").asInt(),
        maxQueued.isNumber() ? Integer.valueOf(maxQueued.asInt()) : null,
        Instant.parse(ClientJson.text(limit, "updatedAt", Instant.EPOCH.toString())),
        ClientJson.text(limit, "updatedBy"));
  }
}
