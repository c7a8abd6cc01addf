package io.offstage.agent.control;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What models write, read with goodwill; what cannot be understood is refused in words for them.
 */
record Arguments(JsonNode args) {

  private static final int LONGEST_JOIN_S = 3_600;
  private static final int MOST_IDS = 100;
  private static final int MOST_EVENTS = 100;
  private static final double LONGEST_WAIT_S = Duration.ofDays(30).toSeconds();

  static final class Wrong extends Exception {
    private static final long serialVersionUID = 1L;

    Wrong(String message) {
      super(message);
    }
  }

  String taskId() throws Wrong {
    JsonNode id = args.path("task_id");
    if (!id.isTextual() || id.textValue().isBlank()) {
      throw new Wrong("task_id is required");
    }
    return id.textValue().strip();
  }

  /** At least one. */
  List<String> taskIds() throws Wrong {
    Set<String> ids = new LinkedHashSet<>();
    JsonNode many = args.path("task_ids");
    if (many.isTextual()) {
      ids.add(many.textValue().strip());
    }
    for (JsonNode id : many.isArray() ? many : List.<JsonNode>of()) {
      if (!id.isTextual()) {
        throw new Wrong("task_ids must be texts");
      }
      ids.add(id.textValue().strip());
    }
    if (ids.isEmpty() && args.path("task_id").isTextual()) {
      ids.add(taskId());
    }
    if (ids.isEmpty()) {
      throw new Wrong("task_ids is required");
    }
    if (ids.size() > MOST_IDS) {
      throw new Wrong("task_ids: " + MOST_IDS + " at most");
    }
    return List.copyOf(ids);
  }

  /** Whether to wait for all rather than for any. */
  boolean all() throws Wrong {
    String mode = args.path("mode").asText("all");
    return switch (mode) {
      case "all" -> true;
      case "any" -> false;
      default -> throw new Wrong("mode must be all or any, was \"" + mode + "\"");
    };
  }

  Duration timeout(Duration usual) throws Wrong {
    JsonNode seconds = args.path("timeout_s");
    if (seconds.isMissingNode() || seconds.isNull()) {
      return usual;
    }
    if (!seconds.isNumber() || seconds.doubleValue() < 0) {
      throw new Wrong("timeout_s must be a number of seconds, 0 or more");
    }
    return Duration.ofMillis((long) (Math.min(seconds.doubleValue(), LONGEST_WAIT_S) * 1_000));
  }

  /** As docker-agent has it: whole seconds, 0 for the usual. */
  Duration joinTimeout(Duration usual) throws Wrong {
    JsonNode seconds = args.path("timeout");
    if (seconds.isMissingNode() || seconds.isNull() || seconds.asLong(-1) == 0) {
      return usual;
    }
    if (!seconds.isIntegralNumber()
        || seconds.longValue() < 0
        || seconds.longValue() > LONGEST_JOIN_S) {
      throw new Wrong("timeout must be a whole number of seconds, " + LONGEST_JOIN_S + " at most");
    }
    return Duration.ofSeconds(seconds.longValue());
  }

  /** 0 where none are asked for. */
  int events() throws Wrong {
    JsonNode count = args.path("last_n_events");
    if (count.isMissingNode() || count.isNull()) {
      return 0;
    }
    if (!count.isIntegralNumber() || count.longValue() < 0) {
      throw new Wrong("last_n_events must be a whole number, 0 or more");
    }
    return (int) Math.min(count.longValue(), MOST_EVENTS);
  }
}
