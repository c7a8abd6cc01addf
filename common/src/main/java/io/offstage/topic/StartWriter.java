package io.offstage.topic;

import com.fasterxml.jackson.core.JsonGenerator;
import io.offstage.task.Backpressure;
import io.offstage.task.Lineage;
import io.offstage.task.MemoryScope;
import io.offstage.task.ParentRef;
import io.offstage.task.Placement;
import io.offstage.task.Policy;
import io.offstage.task.Retry;
import io.offstage.task.TaskStart;
import io.offstage.task.TimeLimits;
import io.offstage.task.TraceContext;
import io.offstage.task.WorkerLoss;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes the fields that a started record and a snapshot have in common; the inverse of {@link
 * StartReader}.
 */
final class StartWriter {

  private StartWriter() {}

  static void call(JsonGenerator json, TaskStart start) throws IOException {
    json.writeStringField("toolName", start.call().toolName());
    json.writeStringField("toolCallId", start.call().toolCallId());
    Json.raw(json, "args", start.call().args());
    json.writeStringField("agentId", start.origin().agentId());
    json.writeStringField("runId", start.origin().runId());
    scope(json, start.origin().scope());
  }

  static void scope(JsonGenerator json, MemoryScope scope) throws IOException {
    Json.optional(json, "threadId", scope.threadId());
    Json.optional(json, "resourceId", scope.resourceId());
  }

  static void placement(JsonGenerator json, Placement placement) throws IOException {
    json.writeStringField("concurrencyKey", placement.concurrencyKey());
    strings(json, "limits", placement.limits());
    json.writeNumberField("priority", placement.priority());
    Json.optional(json, "runAt", placement.runAt());
    if (placement.backpressure() != Backpressure.QUEUE) {
      json.writeStringField("backpressure", placement.backpressure().wireName());
    }
  }

  static void policy(JsonGenerator json, Policy policy) throws IOException {
    TimeLimits limits = policy.timeLimits();
    millis(json, "timeoutMs", limits.perAttempt());
    millis(json, "totalTimeoutMs", limits.total());
    millis(json, "queueTimeoutMs", limits.queue());
    Retry retry = policy.retry();
    json.writeNumberField("maxRetries", retry.maxRetries());
    if (!retry.equals(Retry.NONE.withMaxRetries(retry.maxRetries()))) {
      json.writeObjectFieldStart("retry");
      json.writeNumberField("retryDelayMs", retry.delay().toMillis());
      json.writeNumberField("backoffMultiplier", retry.multiplier());
      json.writeNumberField("maxRetryDelayMs", retry.maxDelay().toMillis());
      json.writeNumberField("jitter", retry.jitter());
      json.writeEndObject();
    }
    WorkerLoss loss = policy.workerLoss();
    if (!loss.redeliver()) {
      json.writeStringField("onWorkerLoss", "fail");
    }
    if (loss.maxDeliveries() != WorkerLoss.DEFAULT.maxDeliveries()) {
      json.writeNumberField("maxDeliveries", loss.maxDeliveries());
    }
  }

  static void lineage(JsonGenerator json, Lineage lineage) throws IOException {
    ParentRef parent = lineage.parent();
    if (parent != null) {
      json.writeObjectFieldStart("parent");
      json.writeStringField("taskId", parent.taskId());
      json.writeStringField("pool", parent.pool());
      json.writeStringField("concurrencyKey", parent.concurrencyKey());
      json.writeEndObject();
    }
    Json.optional(json, "redriveOf", lineage.redriveOf());
    Json.optional(json, "continuationOf", lineage.continuationOf());
    strings(json, "hooks", lineage.hooks());
    TraceContext trace = lineage.trace();
    if (trace != null) {
      json.writeStringField("traceparent", trace.traceparent());
      Json.optional(json, "tracestate", trace.tracestate());
    }
  }

  static void extra(JsonGenerator json, TaskStart start) throws IOException {
    for (var field : start.extra().entrySet()) {
      Json.raw(json, field.getKey(), field.getValue());
    }
  }

  static void strings(JsonGenerator json, String name, List<String> values) throws IOException {
    if (!values.isEmpty()) {
      json.writeArrayFieldStart(name);
      for (String value : values) {
        json.writeString(value);
      }
      json.writeEndArray();
    }
  }

  private static void millis(JsonGenerator json, String name, @Nullable Duration value)
      throws IOException {
    if (value != null) {
      json.writeNumberField(name, value.toMillis());
    }
  }
}
