package io.offstage.topic;

import io.offstage.task.Backpressure;
import io.offstage.task.HookRef;
import io.offstage.task.Lineage;
import io.offstage.task.MemoryScope;
import io.offstage.task.Origin;
import io.offstage.task.ParentRef;
import io.offstage.task.Placement;
import io.offstage.task.Policy;
import io.offstage.task.RawJson;
import io.offstage.task.Retry;
import io.offstage.task.TaskStart;
import io.offstage.task.TimeLimits;
import io.offstage.task.ToolCall;
import io.offstage.task.TraceContext;
import io.offstage.task.WorkerLoss;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the fields of a started record and fills in every default. */
final class StartReader {

  private static final long MOST_RETRIES = 1_000;

  /** Names of a snapshot's own fields: an unknown field of a started record may not pose as one. */
  private static final Set<String> OF_SNAPSHOTS =
      Set.of(
          "id",
          "status",
          "result",
          "error",
          "suspendPayload",
          "resumeData",
          "retryCount",
          "startedAt",
          "suspendedAt",
          "completedAt",
          "cancelReason",
          "pool",
          "nextAttemptAt",
          "unknownToolUntil",
          "attempt",
          "deliveries",
          "start",
          "children",
          "openChildren",
          "acceptedChildren",
          "suspendedChildren",
          "handedOverTo",
          "inbox",
          "waitingFor",
          "waitMode",
          "waitUntil",
          "worker",
          "progress",
          "outputFrom",
          "outputSeq",
          "version",
          "specversion");

  private StartReader() {}

  /**
   * @param recordKey the record's key, which is the concurrency key if the body has none
   * @param recordTime the record's timestamp, which is the creation time if the body has none
   * @param carried the trace that the record belongs to; goes before what the body says
   */
  static TaskStart read(
      JsonFields body,
      PoolRules rules,
      @Nullable String recordKey,
      Instant recordTime,
      @Nullable TraceContext carried)
      throws MalformedRecord {
    String taskId = taskId(body);
    ToolCall call =
        new ToolCall(
            body.requiredString("toolName"),
            otherwise(text(body, "toolCallId"), taskId),
            otherwise(body.rawObject("args"), RawJson.EMPTY_OBJECT));
    Origin origin =
        new Origin(
            body.requiredString("agentId"),
            otherwise(text(body, "runId"), taskId),
            MemoryScope.of(text(body, "resourceId"), text(body, "threadId")));
    boolean isRun = rules.servesRuns() && call.toolName().equals(PoolRules.RUN_TOOL);
    Placement placement = placement(body, rules, recordKey, call, origin, isRun);
    Policy policy = policy(body, isRun);
    Lineage lineage =
        new Lineage(
            parent(body.object("parent")),
            text(body, "redriveOf"),
            text(body, "continuationOf"),
            hooks(body),
            trace(body, carried));
    Instant createdAt = otherwise(body.date("createdAt"), recordTime);
    return new TaskStart(
        taskId, call, origin, placement, policy, lineage, createdAt, unknown(body));
  }

  /** The id of a task, which must be there. */
  static String taskId(JsonFields body) throws MalformedRecord {
    return body.requiredString(
        "taskId", TaskStart::isTaskId, "1 to 128 of letters, digits and . _ : -");
  }

  /** A string; an empty one counts as absent. */
  private static @Nullable String text(JsonFields body, String name) throws MalformedRecord {
    String value = body.string(name);
    return value == null || value.isEmpty() ? null : value;
  }

  private static Map<String, RawJson> unknown(JsonFields body) {
    Map<String, RawJson> rest = new LinkedHashMap<>(body.rest());
    rest.keySet().removeAll(OF_SNAPSHOTS);
    return rest;
  }

  private static Placement placement(
      JsonFields body,
      PoolRules rules,
      @Nullable String recordKey,
      ToolCall call,
      Origin origin,
      boolean isRun)
      throws MalformedRecord {
    String key = text(body, "concurrencyKey");
    if (key == null) {
      key = recordKey;
    }
    if (key == null || key.isEmpty()) {
      key =
          isRun
              ? ConcurrencyKeys.ofRun(origin.scope(), origin.runId())
              : ConcurrencyKeys.fill(rules.keyTemplate(), origin, call.toolName());
    }
    return new Placement(
        rules.pool(),
        key,
        body.strings("limits"),
        (int)
            body.wholeNumber("priority", Placement.LOWEST_PRIORITY, Placement.HIGHEST_PRIORITY, 0),
        body.date("runAt"),
        backpressure(body.string("backpressure")));
  }

  private static Policy policy(JsonFields body, boolean isRun) throws MalformedRecord {
    Duration perAttempt = body.millis("timeoutMs", 1);
    if (perAttempt == null && !isRun) {
      perAttempt = TimeLimits.DEFAULT_PER_ATTEMPT;
    }
    return new Policy(
        new TimeLimits(
            perAttempt, body.millis("totalTimeoutMs", 1), body.millis("queueTimeoutMs", 1)),
        retry((int) body.wholeNumber("maxRetries", 0, MOST_RETRIES, 0), body.object("retry")),
        new WorkerLoss(
            redeliver(body.string("onWorkerLoss")),
            (int)
                body.wholeNumber(
                    "maxDeliveries", 1, MOST_RETRIES, WorkerLoss.DEFAULT.maxDeliveries())));
  }

  private static Retry retry(int maxRetries, @Nullable JsonFields body) throws MalformedRecord {
    if (body == null) {
      return Retry.NONE.withMaxRetries(maxRetries);
    }
    return new Retry(
        maxRetries,
        otherwise(body.millis("retryDelayMs", 0), Retry.NONE.delay()),
        body.number("backoffMultiplier", 1, 1_000, Retry.NONE.multiplier()),
        otherwise(body.millis("maxRetryDelayMs", 0), Retry.NONE.maxDelay()),
        body.number("jitter", 0, 1, Retry.NONE.jitter()));
  }

  private static @Nullable ParentRef parent(@Nullable JsonFields body) throws MalformedRecord {
    return body == null
        ? null
        : new ParentRef(
            taskId(body), body.requiredString("pool"), body.requiredString("concurrencyKey"));
  }

  static @Nullable TraceContext trace(JsonFields body, @Nullable TraceContext carried)
      throws MalformedRecord {
    String traceparent = body.string("traceparent");
    String tracestate = body.string("tracestate");
    return carried == null ? TraceContext.of(traceparent, tracestate) : carried;
  }

  private static List<String> hooks(JsonFields body) throws MalformedRecord {
    List<String> hooks = body.strings("hooks");
    if (hooks.size() > Lineage.MOST_HOOKS) {
      throw new MalformedRecord(
          "hooks: are %d; at most %d are allowed".formatted(hooks.size(), Lineage.MOST_HOOKS));
    }
    for (String hook : hooks) {
      if (HookRef.parse(hook).isEmpty()) {
        throw new MalformedRecord(
            "hooks: \"%s\" is not of the form %s".formatted(hook, HookRef.FORM));
      }
    }
    return hooks;
  }

  private static Backpressure backpressure(@Nullable String name) throws MalformedRecord {
    return name == null
        ? Backpressure.QUEUE
        : Backpressure.ofWireName(name)
            .orElseThrow(
                () ->
                    new MalformedRecord(
                        "backpressure: must be queue, reject or fallback-sync, was \""
                            + name
                            + "\""));
  }

  private static boolean redeliver(@Nullable String name) throws MalformedRecord {
    return switch (name) {
      case null -> true;
      case "redeliver" -> true;
      case "fail" -> false;
      default ->
          throw new MalformedRecord(
              "onWorkerLoss: must be redeliver or fail, was \"" + name + "\"");
    };
  }

  private static <T> T otherwise(@Nullable T value, T otherwise) {
    return Objects.requireNonNullElse(value, otherwise);
  }
}
