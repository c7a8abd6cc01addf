package io.offstage.gateway.http;

import io.offstage.gateway.stream.JsonObject;
import io.offstage.store.Page;
import io.offstage.store.StoredTask;
import io.offstage.store.TaskField;
import io.offstage.store.TaskFilter;
import io.offstage.store.TaskOrder;
import io.offstage.trace.OutputReader;
import io.offstage.trace.TokenUsage;
import io.offstage.trace.Trace;
import io.offstage.trace.TraceEvent;
import java.util.List;

/**
 * {@code GET /background-tasks/{id}/trace}: what happened to a task and to the tasks below it, in
 * one list in the order of time, by page; and the tokens that its runs have used.
 */
final class TraceRoute {

  private static final int DEFAULT_PAGE = 100;
  private static final int LARGEST_PAGE = 1_000;

  private final TaskRoutes tasks;
  private final ReadModel readModel;
  private final OutputReader output;

  TraceRoute(TaskRoutes tasks, ReadModel readModel, OutputReader output) {
    this.tasks = tasks;
    this.readModel = readModel;
    this.output = output;
  }

  void trace(Call call) throws InterruptedException {
    Query query = call.query();
    int page = query.whole("page", 0, 10_000_000, 0);
    int perPage = query.whole("perPage", 1, LARGEST_PAGE, DEFAULT_PAGE);
    query.check();
    StoredTask root = tasks.find(call);
    TaskFilter confined = ReadModel.confined(call.who());
    Page most = new Page(0, Trace.MOST_TASKS + 1);
    Trace trace =
        Trace.of(
            root,
            parents ->
                readModel
                    .tasks()
                    .list(
                        confined.whereAny(TaskField.PARENT_ID, parents),
                        TaskOrder.OLDEST_FIRST,
                        most)
                    .rows(),
            output);
    List<TraceEvent> events = trace.events();
    int from = (int) Math.min((long) page * perPage, events.size());
    int to = Math.min(from + perPage, events.size());
    call.json(
        200,
        new JsonObject()
            .put("taskId", root.key().id())
            .rawArray("tasks", trace.tasks().stream().map(task -> inShort(task, trace)).toList())
            .rawArray("events", events.subList(from, to).stream().map(TraceRoute::event).toList())
            .put("total", events.size())
            .put("page", page)
            .put("perPage", perPage)
            .put("hasMore", to < events.size())
            .put("complete", trace.complete())
            .raw("usage", usage(trace.usage()))
            .toString());
  }

  private static String inShort(StoredTask task, Trace trace) {
    TokenUsage used = trace.used().getOrDefault(task.key().id(), TokenUsage.NONE);
    JsonObject json = new JsonObject().put("taskId", task.key().id()).put("status", task.status());
    return (used.equals(TokenUsage.NONE) ? json : json.raw("usage", usage(used))).toString();
  }

  private static String usage(TokenUsage usage) {
    return new JsonObject()
        .put("inputTokens", usage.inputTokens())
        .put("outputTokens", usage.outputTokens())
        .put("totalTokens", usage.totalTokens())
        .toString();
  }

  private static String event(TraceEvent event) {
    JsonObject json =
        new JsonObject()
            .put("at", event.at())
            .put("taskId", event.taskId())
            .put("toolName", event.toolName())
            .put("agentId", event.agentId())
            .put("type", event.what().type());
    return switch (event.what()) {
      case TraceEvent.Changed(_, Integer attempt, String error) -> {
        if (attempt != null) {
          json.put("attempt", attempt);
        }
        yield (error == null ? json : json.put("error", error)).toString();
      }
      case TraceEvent.Wrote wrote ->
          json.put("seq", wrote.seq())
              .put("chunks", wrote.chunks())
              .put("text", wrote.text())
              .toString();
    };
  }
}
