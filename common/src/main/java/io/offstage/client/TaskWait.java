package io.offstage.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A wait for the ends of tasks, longer than a gateway would wait by itself. */
record TaskWait(GatewayHttp http, List<String> taskIds, Waited.Mode mode) {

  private static final Duration LONGEST_POLL = Duration.ofSeconds(25);

  /** Returns when they have ended, or patience has. */
  Waited end(Duration patience) {
    Instant deadline = Instant.now().plus(patience);
    while (true) {
      Duration left = Duration.between(Instant.now(), deadline);
      Duration poll = left.compareTo(LONGEST_POLL) > 0 ? LONGEST_POLL : left;
      Waited waited = poll(poll.isNegative() ? Duration.ZERO : poll);
      if (!waited.timedOut() || !Instant.now().isBefore(deadline)) {
        return waited;
      }
    }
  }

  private Waited poll(Duration patience) {
    JsonNode answer =
        http.get(
            "/background-tasks/wait?ids=%s&mode=%s&timeoutMs=%d"
                .formatted(
                    GatewayHttp.encoded(String.join(",", taskIds)),
                    mode == Waited.Mode.ALL ? "all" : "any",
                    patience.toMillis()),
            patience);
    List<String> pending = new ArrayList<>();
    answer.path("pending").forEach(id -> pending.add(id.asText()));
    return new Waited(
        BackgroundTask.all(answer.path("completed")), pending, answer.path("timedOut").asBoolean());
  }
}
