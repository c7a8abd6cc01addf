package io.offstage.agent.control;

import com.fasterxml.jackson.databind.JsonNode;
import io.offstage.store.StoredTask;
import io.offstage.task.RawJson;
import io.offstage.task.TaskStatus;
import io.offstage.topic.OutputRecord;
import io.offstage.trace.Digests;
import io.offstage.trace.OutputReader;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What docker-agent's tools say, word for word. */
final class AgentTexts {

  /** The most that are listed; those that run are always among them. */
  static final int MOST_KEPT = 100;

  private static final int MOST_OUTPUT = 10 << 20;

  private AgentTexts() {}

  static String list(List<SeenTask> tasks, Instant now) {
    StringBuilder text = new StringBuilder("Background Agent Tasks:\n\n");
    for (SeenTask task : tasks) {
      text.append(
          "ID: %s\n  Agent:   %s\n  Status:  %s\n  Runtime: %s\n\n"
              .formatted(task.id(), task.agentId(), status(task), runtime(task.runtime(now))));
    }
    if (tasks.isEmpty()) {
      text.append("No background agent tasks found.\n");
    }
    return text.toString();
  }

  static String view(SeenTask task, Instant now, OutputReader output) throws InterruptedException {
    String head =
        "Task ID: %s\nAgent:   %s\nStatus:  %s\nRuntime: %s\n\n--- Output ---\n"
            .formatted(task.id(), task.agentId(), status(task), runtime(task.runtime(now)));
    return head
        + switch (status(task)) {
          case "completed" -> {
            String said = task.snapshot().at("/result/text").asText();
            yield said.isEmpty() ? "<no output>" : said;
          }
          case "failed" -> {
            String error = error(task);
            yield error.isEmpty() ? "<task failed>" : "<task failed>\nError: " + error;
          }
          case "stopped" -> "<task was stopped>";
          default -> live(task, output);
        };
  }

  /** What it has said so far; 10 MiB of that, and a little more. */
  static String said(SeenTask task, OutputReader output) throws InterruptedException {
    StringBuilder said = new StringBuilder();
    StoredTask row = task.row();
    if (row != null) {
      for (OutputRecord record : output.read(row).of(task.id())) {
        for (RawJson chunk : record.chunks()) {
          if (said.length() < MOST_OUTPUT) {
            said.append(Digests.textOf(chunk));
          }
        }
      }
    }
    return said.toString();
  }

  private static String live(SeenTask task, OutputReader output) throws InterruptedException {
    String said = said(task, output);
    if (said.isEmpty()) {
      return "<no output yet — still running>";
    }
    return said.length() < MOST_OUTPUT
        ? said + "\n\n[still running...]"
        : said + "\n\n[output truncated at 10MB limit — still running...]";
  }

  static String notFound(String id) {
    return "task not found: " + id;
  }

  static String stopped(String id) {
    return "Background agent task " + id + " stopped.";
  }

  static String notRunning(SeenTask task) {
    return "task %s is not running (status: %s)".formatted(task.id(), status(task));
  }

  /** In docker-agent's words. */
  static String status(SeenTask task) {
    return switch (task.status()) {
      case PENDING, RUNNING, SUSPENDED -> "running";
      case COMPLETED -> error(task).isEmpty() ? "completed" : "failed";
      case CANCELLED -> "stopped";
      case FAILED, TIMED_OUT -> "failed";
    };
  }

  /** Empty where it has not failed. Of a run whose model failed, it stands in its result. */
  static String error(SeenTask task) {
    JsonNode error =
        task.status() == TaskStatus.COMPLETED
            ? task.snapshot().at("/result/error")
            : task.snapshot().path("error");
    return error.path("message").asText();
  }

  /** A duration in Go's notation, in whole seconds. */
  static String runtime(Duration runtime) {
    long seconds = Math.max(0, (runtime.toMillis() + 500) / 1_000);
    long hours = seconds / 3_600;
    long minutes = seconds / 60 % 60;
    String rest = seconds % 60 + "s";
    return hours > 0
        ? hours + "h" + minutes + "m" + rest
        : minutes > 0 ? minutes + "m" + rest : rest;
  }
}
