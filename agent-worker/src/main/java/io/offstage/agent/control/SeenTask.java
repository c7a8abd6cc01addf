package io.offstage.agent.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offstage.agent.background.Delegation;
import io.offstage.agent.definition.AgentDefinition;
import io.offstage.agent.memory.JsonText;
import io.offstage.store.StoredTask;
import io.offstage.task.Place;
import io.offstage.task.Position;
import io.offstage.task.Task;
import io.offstage.task.TaskStatus;
import io.offstage.topic.FinishedChild;
import io.offstage.topic.PoolRules;
import io.offstage.topic.TaskJson;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A task as it is known now.
 *
 * @param snapshot as every API returns it
 * @param tool as the model knows it
 * @param row what the read model has of it, if it has anything
 */
record SeenTask(ObjectNode snapshot, String tool, @Nullable StoredTask row) {

  private static final DateTimeFormatter MILLISECONDS =
      new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

  static SeenTask of(StoredTask row) {
    ObjectNode snapshot = (ObjectNode) JsonText.tree(row.document());
    return new SeenTask(snapshot, toolOf(snapshot), row);
  }

  /** One that the read model does not know yet. */
  static SeenTask started(OwnTask own) {
    Task pending = Task.begin(own.start(), new Position(0, 0));
    return new SeenTask((ObjectNode) JsonText.tree(TaskJson.of(pending)), own.tool(), null);
  }

  /** The same, with an end that the read model does not know yet. */
  SeenTask ended(FinishedChild end) {
    ObjectNode later = snapshot.deepCopy().put("status", end.status().wireName());
    if (end.result() != null) {
      later.set("result", JsonText.tree(end.result()));
    }
    if (end.error() != null) {
      later
          .putObject("error")
          .put("message", end.error().message())
          .put("code", end.error().code().wireName());
    }
    if (end.startedAt() != null) {
      later.put("startedAt", date(end.startedAt()));
    }
    later.put("completedAt", date(end.completedAt()));
    return new SeenTask(later, tool, row);
  }

  /** As every API has it: with milliseconds, also where they are none. */
  static String date(Instant at) {
    return MILLISECONDS.format(at);
  }

  /** The name under which agents call a run is not in its record. */
  private static String toolOf(ObjectNode snapshot) {
    String tool = snapshot.path("toolName").asText();
    if (!tool.equals(PoolRules.RUN_TOOL)) {
      return tool;
    }
    return Delegation.isAgentTask(snapshot.path("id").asText())
        ? Delegation.BACKGROUND.toolName()
        : AgentDefinition.toolNameOf(snapshot.path("agentId").asText());
  }

  String id() {
    return text("id").orElseThrow();
  }

  TaskStatus status() {
    return text("status").flatMap(TaskStatus::ofWireName).orElseThrow();
  }

  boolean isOver() {
    return status().isTerminal();
  }

  String toolName() {
    return snapshot.path("toolName").asText();
  }

  String agentId() {
    return snapshot.path("agentId").asText();
  }

  @Nullable String threadId() {
    return text("threadId").orElse(null);
  }

  @Nullable String parentId() {
    JsonNode parent = snapshot.at("/parent/taskId");
    return parent.isTextual() ? parent.textValue() : null;
  }

  /** Whether it is something that was sent to the background, and no conversation of its own. */
  boolean wasDispatched() {
    return parentId() != null || !snapshot.path("pool").asText().equals(PoolRules.AGENTS);
  }

  /** Whether docker-agent's tool has started it. */
  boolean isAgentTask() {
    return Delegation.isAgentTask(id());
  }

  Place place() {
    return new Place(snapshot.path("pool").asText(), snapshot.path("concurrencyKey").asText());
  }

  Optional<String> text(String field) {
    JsonNode value = snapshot.path(field);
    return value.isTextual() ? Optional.of(value.textValue()) : Optional.empty();
  }

  Instant createdAt() {
    return Instant.parse(text("createdAt").orElseThrow());
  }

  /** From its creation to its end, or to now. */
  Duration runtime(Instant now) {
    return Duration.between(createdAt(), text("completedAt").map(Instant::parse).orElse(now));
  }
}
