package io.offstage.gateway.http;

import io.offstage.gateway.auth.Principal;
import io.offstage.gateway.stream.JsonObject;
import io.offstage.task.MemoryScope;
import io.offstage.task.RawJson;
import io.offstage.task.TaskStart;
import io.offstage.topic.Command;
import io.offstage.topic.JsonFields;
import io.offstage.topic.MalformedRecord;
import io.offstage.topic.PoolRules;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a client asks of an agent.
 *
 * @param runId the client's own, if it brought one
 * @param scope the conversation
 * @param untilIdle whether the run goes on while tasks are at work
 * @param args of the run's task
 */
record RunBody(@Nullable String runId, MemoryScope scope, boolean untilIdle, String args) {

  /** Handed on to the agent as they came. */
  private static final List<String> PASSED_ON =
      List.of(
          "instructions",
          "clientTools",
          "toolChoice",
          "modelSettings",
          "structuredOutput",
          "output",
          "context");

  /** Those of them that mean nothing unless they are objects. */
  private static final List<String> OBJECTS =
      List.of("clientTools", "modelSettings", "structuredOutput", "output");

  private static final long MOST_STEPS = 1_000;

  /**
   * Reads a body.
   *
   * @param alwaysUntilIdle whether the route says so already
   * @throws MalformedRecord naming the field
   */
  static RunBody read(String agentId, JsonFields body, boolean alwaysUntilIdle, Principal who)
      throws MalformedRecord {
    String runId = body.string("runId");
    if (runId != null && !TaskStart.isTaskId(runId)) {
      throw new MalformedRecord("runId: must be 1 to 128 of letters, digits and . _ : -");
    }
    JsonObject args = new JsonObject().put("agent", agentId);
    args.put("messages", messages(body.raw("messages")));
    String untilIdle = untilIdle(body, alwaysUntilIdle);
    if (untilIdle != null) {
      args.raw("untilIdle", untilIdle);
    }
    Long maxSteps = body.wholeNumber("maxSteps", 1, MOST_STEPS);
    if (maxSteps != null) {
      args.put("maxSteps", maxSteps);
    }
    for (String name : OBJECTS) {
      body.object(name);
    }
    for (String name : PASSED_ON) {
      args.put(name, body.raw(name));
    }
    MemoryScope scope = scope(body.object("memory"), who);
    return new RunBody(runId, scope, untilIdle != null, args.toString());
  }

  private static RawJson messages(@Nullable RawJson messages) throws MalformedRecord {
    if (messages == null) {
      throw new MalformedRecord("messages: is required");
    }
    String text = messages.text();
    boolean empty = text.equals("\"\"") || text.replaceAll("\\s", "").equals("[]");
    if (empty || !(text.startsWith("\"") || text.startsWith("[") || text.startsWith("{"))) {
      throw new MalformedRecord("messages: must be a string or an array of messages, not empty");
    }
    return messages;
  }

  private static @Nullable String untilIdle(JsonFields body, boolean always)
      throws MalformedRecord {
    RawJson given = body.raw("untilIdle");
    Long maxIdleMs = body.wholeNumber("maxIdleMs", 0, Integer.MAX_VALUE);
    if (given != null && given.text().startsWith("{")) {
      JsonFields.of(given.text().getBytes(java.nio.charset.StandardCharsets.UTF_8))
          .wholeNumber("maxIdleMs", 0, Integer.MAX_VALUE);
      return given.text();
    }
    if (given != null && !given.text().equals("true") && !given.text().equals("false")) {
      throw new MalformedRecord("untilIdle: must be true or {maxIdleMs}");
    }
    boolean wanted = always || (given != null && given.text().equals("true"));
    if (!wanted) {
      return null;
    }
    return maxIdleMs == null ? "true" : "{\"maxIdleMs\":" + maxIdleMs + "}";
  }

  private static MemoryScope scope(@Nullable JsonFields memory, Principal who)
      throws MalformedRecord {
    String thread = null;
    String resource = null;
    if (memory != null) {
      resource = memory.string("resource");
      thread = thread(memory);
      if (thread != null && resource == null) {
        throw new MalformedRecord("memory.resource: is required where there is a thread");
      }
    }
    if (resource == null && who.confinedTo() != null) {
      if (who.confinedTo().size() != 1) {
        throw new MalformedRecord("memory.resource: is required");
      }
      resource = who.confinedTo().iterator().next();
    }
    if (!who.sees(resource)) {
      throw Problem.notFound("Thread not found");
    }
    return MemoryScope.of(resource, thread);
  }

  /** A text, or an object with an id. */
  private static @Nullable String thread(JsonFields memory) throws MalformedRecord {
    RawJson thread = memory.raw("thread");
    if (thread == null) {
      return null;
    }
    JsonFields holder =
        thread.text().startsWith("{")
            ? fields(thread.text())
            : fields("{\"id\":" + thread.text() + "}");
    try {
      return holder.requiredString("id");
    } catch (MalformedRecord e) {
      throw new MalformedRecord("memory.thread: must be a string or {id}");
    }
  }

  private static JsonFields fields(String json) throws MalformedRecord {
    return JsonFields.of(json.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  /** The started record of the run. */
  String record(String id, String agentId) {
    return new JsonObject()
        .put("type", Command.Start.TYPE)
        .put("taskId", id)
        .put("toolName", PoolRules.RUN_TOOL)
        .put("agentId", agentId)
        .put("runId", id)
        .put("threadId", scope.threadId())
        .put("resourceId", scope.resourceId())
        .raw("args", args)
        .toString();
  }

  /** Whether a run of this agent and scope is what is asked for. */
  boolean isOf(String agentId, TaskStart run) {
    return run.origin().agentId().equals(agentId) && Objects.equals(run.origin().scope(), scope);
  }
}
