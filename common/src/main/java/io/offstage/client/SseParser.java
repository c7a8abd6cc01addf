package io.offstage.client;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Server-sent events out of lines, as the HTML standard has it. For one thread. */
final class SseParser {

  private final StringBuilder data = new StringBuilder();
  private boolean hasData;
  private String event = "";
  private @Nullable String lastId;
  private long retryMillis = 1_000;

  /**
   * An event, complete.
   *
   * @param event its type; empty for a message
   * @param data its lines, joined by line feeds
   * @param lastId the latest id of the stream, this event's or an earlier one's
   */
  record Event(String event, String data, @Nullable String lastId) {}

  /** The event that this line completes. */
  Optional<Event> line(String line) {
    if (line.isEmpty()) {
      return complete();
    }
    int colon = line.indexOf(':');
    if (colon == 0) {
      return Optional.empty();
    }
    String field = colon < 0 ? line : line.substring(0, colon);
    String value = colon < 0 ? "" : line.substring(colon + 1);
    field(field, value.startsWith(" ") ? value.substring(1) : value);
    return Optional.empty();
  }

  private void field(String field, String value) {
    switch (field) {
      case "data" -> {
        if (hasData) {
          data.append('\n');
        }
        data.append(value);
        hasData = true;
      }
      case "event" -> event = value;
      case "id" -> lastId = value;
      case "retry" -> {
        if (value.matches("\\d{1,9}")) {
          retryMillis = Long.parseLong(value);
        }
      }
      default -> {}
    }
  }

  private Optional<Event> complete() {
    Optional<Event> complete =
        hasData ? Optional.of(new Event(event, data.toString(), lastId)) : Optional.empty();
    data.setLength(0);
    hasData = false;
    event = "";
    return complete;
  }

  /** How long to wait before connecting again. */
  long retryMillis() {
    return retryMillis;
  }
}
