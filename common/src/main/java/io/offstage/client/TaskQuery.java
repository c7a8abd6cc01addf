package io.offstage.client;

import io.offstage.task.TaskStatus;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Which tasks, in which order; immutable. {@code TaskQuery.all().status(RUNNING).agent("a")}.
 *
 * @param parameters as the gateway names them
 */
public record TaskQuery(Map<String, String> parameters) {

  public TaskQuery {
    parameters = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
  }

  /** Everything the caller may see. */
  public static TaskQuery all() {
    return new TaskQuery(Map.of());
  }

  public TaskQuery status(TaskStatus status) {
    return with("status", status.wireName());
  }

  public TaskQuery agent(String agentId) {
    return with("agentId", agentId);
  }

  public TaskQuery run(String runId) {
    return with("runId", runId);
  }

  public TaskQuery thread(String threadId) {
    return with("threadId", threadId);
  }

  public TaskQuery resource(String resourceId) {
    return with("resourceId", resourceId);
  }

  /** Of task streams alone. */
  public TaskQuery task(String taskId) {
    return with("taskId", taskId);
  }

  public TaskQuery tool(String toolName) {
    return with("toolName", toolName);
  }

  /** Pages count from 0. */
  public TaskQuery page(int page, int perPage) {
    return with("page", Integer.toString(page)).with("perPage", Integer.toString(perPage));
  }

  public TaskQuery newestFirst() {
    return with("orderBy", "createdAt").with("orderDirection", "desc");
  }

  /** Any parameter that the gateway knows. */
  public TaskQuery with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(parameters);
    more.put(name, value);
    return new TaskQuery(more);
  }

  /** {@code ?name=value&…}, or nothing. */
  String toQueryString() {
    return parameters.entrySet().stream()
        .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&", parameters.isEmpty() ? "" : "?", ""));
  }
}
