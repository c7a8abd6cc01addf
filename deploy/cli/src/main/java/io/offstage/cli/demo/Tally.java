package io.offstage.cli.demo;

import io.offstage.client.Chunk;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Whether the stream was what it should be: all that was sent to the background came back. */
final class Tally {

  private final Set<String> started = new HashSet<>();
  private final Set<String> completed = new HashSet<>();
  private final List<String> problems = new ArrayList<>();
  private int turns;

  void count(Chunk chunk) {
    switch (chunk.type()) {
      case "background-task-started" -> started.add(chunk.text("taskId"));
      case "background-task-completed" -> completed.add(chunk.text("taskId"));
      case "background-task-failed", "background-task-cancelled" ->
          problems.add(chunk.text("toolName") + " ended with " + chunk.type());
      case "finish" -> turns++;
      case "error" -> problems.add(chunk.payload().path("error").path("message").asText());
      default -> {}
    }
  }

  int tasks() {
    return completed.size();
  }

  int turns() {
    return turns;
  }

  /** Throws {@link IllegalStateException} where something is missing. */
  void check() {
    if (started.isEmpty()) {
      problems.add("nothing was sent to the background");
    }
    if (!completed.containsAll(started)) {
      problems.add(
          "%d of %d background calls completed".formatted(completed.size(), started.size()));
    }
    if (turns < 2) {
      problems.add("the agent did not come back to the results");
    }
    if (!problems.isEmpty()) {
      throw new IllegalStateException(String.join("; ", problems));
    }
  }
}
