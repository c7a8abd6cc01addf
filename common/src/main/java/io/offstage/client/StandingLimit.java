package io.offstage.client;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A named limit that holds unless another is set at run time.
 *
 * @param pool whose tasks it limits
 * @param name {@code limit:…}
 * @param max how many tasks may run at once that need it
 * @param source who says so: {@code settings}, or {@code agents} of the file, whose limits only
 *     tasks need that list them
 */
public record StandingLimit(String pool, String name, int max, String source) {

  static StandingLimit of(JsonNode limit) {
    return new StandingLimit(
        ClientJson.text(limit, "pool", ""),
        ClientJson.text(limit, "limit", ""),
        limit.path("max").asInt(),
        ClientJson.text(limit, "source", ""));
  }
}
