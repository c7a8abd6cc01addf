package io.offstage.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offstage.task.MemoryScope;
import io.offstage.task.RawJson;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A gateway, for programs. Immutable; any thread. Every method that talks to it throws {@link
 * OffstageException} when the gateway refuses, fails or cannot be reached; a refused call has had
 * no effect.
 */
public final class OffstageClient implements AutoCloseable {

  private static final int TRACE_PAGE = 1_000;

  private final GatewayHttp http;

  private OffstageClient(GatewayHttp http) {
    this.http = http;
  }

  /**
   * A client that sends no credentials.
   *
   * @param url {@code http://host:port}, without {@code /api}
   */
  public static OffstageClient at(String url) {
    return at(url, null);
  }

  /**
   * A client of a gateway that asks for a key.
   *
   * @param apiKey null for none
   * @throws IllegalArgumentException if the address is none
   */
  public static OffstageClient at(String url, @Nullable String apiKey) {
    URI base = URI.create(url.replaceFirst("/+$", ""));
    if (base.getScheme() == null || !base.getScheme().matches("https?") || base.getHost() == null) {
      throw new IllegalArgumentException("not the address of a gateway: " + url);
    }
    return new OffstageClient(new GatewayHttp(base, apiKey));
  }

  /** Where it talks to. */
  public String url() {
    return http.base().toString();
  }

  /**
   * Starts an agent in the background, in a run of its own.
   *
   * @param message what it is asked
   */
  public BackgroundTask enqueueBackground(String agentId, String message, EnqueueOptions options) {
    ObjectNode args = ClientJson.object().put("agent", agentId);
    args.putArray("messages").addObject().put("role", "user").put("content", message);
    ObjectNode body = ClientJson.object().put("pool", "agents").put("toolName", "agent");
    body.put("agentId", agentId).set("args", args);
    return enqueue(body, options);
  }

  /**
   * Starts a tool in the background.
   *
   * @param agentId on whose behalf
   * @param args a JSON object
   */
  public BackgroundTask enqueueTool(
      String agentId, String toolName, RawJson args, EnqueueOptions options) {
    ObjectNode body = ClientJson.object().put("toolName", toolName).put("agentId", agentId);
    body.set("args", ClientJson.read(args.text()));
    return enqueue(body, options);
  }

  private BackgroundTask enqueue(ObjectNode body, EnqueueOptions options) {
    options.writeTo(body);
    return BackgroundTask.of(
        http.post("/background-tasks", body, "Idempotency-Key", UUID.randomUUID().toString()));
  }

  public BackgroundTask getTask(String taskId) {
    return BackgroundTask.of(http.get(path(taskId, "")));
  }

  public TaskPage listTasks(TaskQuery query) {
    JsonNode page = http.get("/background-tasks" + query.toQueryString());
    return new TaskPage(BackgroundTask.all(page.path("tasks")), page.path("total").asLong());
  }

  /** The task after the owner's verdict, or as it is while that is still to come. */
  public BackgroundTask cancel(String taskId, @Nullable String reason) {
    ObjectNode body = ClientJson.object();
    if (reason != null) {
      body.put("reason", reason);
    }
    return commanded(taskId, "/cancel", body);
  }

  /**
   * Runs a suspended task again.
   *
   * @param resumeData any JSON, which the tool is given
   */
  public BackgroundTask resume(String taskId, RawJson resumeData) {
    ObjectNode body = ClientJson.object();
    body.set("resumeData", ClientJson.read(resumeData.text()));
    return commanded(taskId, "/resume", body);
  }

  /**
   * Starts an ended task once more, as a new one.
   *
   * @param args in place of the old ones; null to keep those
   */
  public BackgroundTask redrive(String taskId, @Nullable RawJson args) {
    ObjectNode body = ClientJson.object();
    if (args != null) {
      body.set("args", ClientJson.read(args.text()));
    }
    return BackgroundTask.of(http.post(path(taskId, "/redrive"), body));
  }

  private BackgroundTask commanded(String taskId, String command, ObjectNode body) {
    JsonNode answer = http.post(path(taskId, command), body);
    return answer.has("status") && answer.has("toolName")
        ? BackgroundTask.of(answer)
        : getTask(taskId);
  }

  /**
   * The chunks a task has put out.
   *
   * @param after number of the last chunk that is known already; −1 for all
   */
  public List<RawJson> output(String taskId, long after) {
    JsonNode output = http.get(path(taskId, "/output?after=" + after));
    return StreamSupport.stream(output.path("chunks").spliterator(), false)
        .map(chunk -> new RawJson(chunk.toString()))
        .toList();
  }

  /** What happened to a task, and to all tasks below it, so far. */
  public TaskTrace trace(String taskId) {
    List<JsonNode> pages = new ArrayList<>();
    do {
      pages.add(
          http.get(path(taskId, "/trace?page=%d&perPage=%d".formatted(pages.size(), TRACE_PAGE))));
    } while (pages.getLast().path("hasMore").asBoolean());
    return TaskTrace.of(taskId, pages);
  }

  /** Waits until tasks have ended; longer than a gateway would by itself. */
  public Waited waitFor(List<String> taskIds, Waited.Mode mode, Duration patience) {
    return new TaskWait(http, taskIds, mode).end(patience);
  }

  /** Waits until all of them have ended. */
  public Waited waitForAll(Duration patience, String... taskIds) {
    return waitFor(List.of(taskIds), Waited.Mode.ALL, patience);
  }

  /** Waits until one of them has ended. */
  public Waited waitForAny(Duration patience, String... taskIds) {
    return waitFor(List.of(taskIds), Waited.Mode.ANY, patience);
  }

  /** What happens to tasks from now on, those that run first; it ends when it is closed. */
  public ChunkStream watch(TaskQuery query) {
    String path = "/background-tasks/stream" + query.toQueryString();
    return new TaskChunks(cursor -> http.openGet(path, cursor));
  }

  /** Asks an agent; ends with its first answer. */
  public ChunkStream stream(String agentId, String message, MemoryScope scope) {
    return run(agentId, "/stream", question(message, scope));
  }

  /** Asks an agent; ends when nothing that it sent to the background is still to come. */
  public ChunkStream streamUntilIdle(String agentId, String message, MemoryScope scope) {
    return run(agentId, "/stream-until-idle", question(message, scope));
  }

  /**
   * Asks an agent, waits until nothing that it sent to the background is still to come, and says
   * what came of it. To see it as it comes, {@link #streamUntilIdle}.
   */
  public RunResult runUntilIdle(String agentId, String message, MemoryScope scope) {
    try (ChunkStream chunks = streamUntilIdle(agentId, message, scope)) {
      return heard(chunks);
    }
  }

  /** Asks an agent and waits for its first answer; what it sent to the background goes on. */
  public RunResult run(String agentId, String message, MemoryScope scope) {
    try (ChunkStream chunks = stream(agentId, message, scope)) {
      return heard(chunks);
    }
  }

  private static RunResult heard(ChunkStream chunks) {
    RunListening listening = new RunListening();
    chunks.forEach(listening::hear);
    return listening.result();
  }

  /**
   * Resumes what a run waits for: itself, or a suspended task of it. What the agent makes of that
   * follows as chunks, until nothing is still to come.
   *
   * @param toolCallId which of several suspended calls; null: the latest
   * @param resumeData any JSON, which the tool is given
   */
  public ChunkStream resumeStream(
      String agentId, String runId, @Nullable String toolCallId, RawJson resumeData) {
    ObjectNode body = ClientJson.object().put("runId", runId);
    if (toolCallId != null) {
      body.put("toolCallId", toolCallId);
    }
    body.set("resumeData", ClientJson.read(resumeData.text()));
    return run(agentId, "/resume-stream-until-idle", body);
  }

  /** A run's chunks from the first, then those that come. */
  public ChunkStream observe(String agentId, String runId) {
    return run(agentId, "/observe", ClientJson.object().put("runId", runId).put("offset", 0));
  }

  private ChunkStream run(String agentId, String call, ObjectNode body) {
    return new RunChunks(http.openPost("/agents/" + GatewayHttp.encoded(agentId) + call, body));
  }

  private static ObjectNode question(String message, MemoryScope scope) {
    ObjectNode body = ClientJson.object().put("messages", message);
    body.put("runId", UUID.randomUUID().toString());
    if (scope.hasMemory()) {
      body.putObject("memory").put("thread", scope.threadId()).put("resource", scope.resourceId());
    }
    return body;
  }

  /** The agents there are: an object, id → agent. */
  public RawJson agents() {
    return new RawJson(http.get("/agents").toString());
  }

  public RawJson agent(String agentId) {
    return new RawJson(http.get("/agents/" + GatewayHttp.encoded(agentId)).toString());
  }

  /** The limits that are set; what is not among them is as the settings say. */
  public List<Limit> limits() {
    return StreamSupport.stream(http.get("/limits").path("limits").spliterator(), false)
        .map(Limit::of)
        .toList();
  }

  /** The named limits that the gateway's settings and the agents of its file ask for. */
  public List<StandingLimit> standingLimits() {
    return StreamSupport.stream(http.get("/limits").path("standing").spliterator(), false)
        .map(StandingLimit::of)
        .toList();
  }

  /**
   * Sets a limit; workers take it up within a second.
   *
   * @param name {@code key:…}, {@code tool:…}, {@code agent:…} or {@code limit:…}
   * @param max how many tasks may run at once
   * @param maxQueued how many tasks of a key may wait; null: as the settings say
   */
  public Limit setLimit(String pool, String name, int max, @Nullable Integer maxQueued) {
    ObjectNode body = ClientJson.object().put("max", max);
    if (maxQueued != null) {
      body.put("maxQueued", maxQueued);
    }
    return Limit.of(http.put(limitPath(pool, name), body));
  }

  /** Gives a limit back to the settings; does nothing where it is not set. */
  public void unsetLimit(String pool, String name) {
    http.delete(limitPath(pool, name));
  }

  private static String limitPath(String pool, String name) {
    return "/limits/" + GatewayHttp.encoded(pool) + "?limit=" + GatewayHttp.encoded(name);
  }

  private static String path(String taskId, String rest) {
    return "/background-tasks/" + GatewayHttp.encoded(taskId) + rest;
  }

  /** Ends what is under way. */
  @Override
  public void close() {
    http.close();
  }
}
