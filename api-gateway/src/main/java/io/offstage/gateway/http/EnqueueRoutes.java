package io.offstage.gateway.http;

import io.offstage.gateway.auth.Principal;
import io.offstage.gateway.stream.JsonObject;
import io.offstage.task.Position;
import io.offstage.task.RawJson;
import io.offstage.task.Task;
import io.offstage.task.TaskStart;
import io.offstage.task.TraceContext;
import io.offstage.topic.Command;
import io.offstage.topic.JsonFields;
import io.offstage.topic.MalformedRecord;
import io.offstage.topic.PoolRules;
import io.offstage.topic.TaskJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /background-tasks}: starts a task, or up to a thousand. The body is a started record;
 * its id may be left out, and {@code pool} says where it runs.
 */
final class EnqueueRoutes {

  private static final int MOST = 1_000;

  private final Starts starts;

  EnqueueRoutes(Starts starts) {
    this.starts = starts;
  }

  void enqueue(Call call) throws InterruptedException {
    String body = new String(call.body(), StandardCharsets.UTF_8).strip();
    if (body.startsWith("[")) {
      many(call, body);
    } else {
      one(call, body);
    }
  }

  private void one(Call call, String body) throws InterruptedException {
    TaskStart task;
    try {
      task = read(call, body, call.header("Idempotency-Key").orElse(null));
    } catch (MalformedRecord e) {
      throw Problem.body(e);
    }
    Position at = Commands.await(starts.append(task, call.trace()));
    call.response().header("Location", "/api/background-tasks/" + task.taskId());
    call.json(202, TaskJson.of(Task.begin(task, at)).text());
  }

  private record Item(@Nullable TaskStart task, @Nullable Problem problem) {}

  private void many(Call call, String body) throws InterruptedException {
    List<Item> items = new ArrayList<>();
    for (RawJson item : items(body)) {
      String key = call.header("Idempotency-Key").orElse(null);
      try {
        items.add(
            new Item(read(call, item.text(), key == null ? null : key + "/" + items.size()), null));
      } catch (MalformedRecord e) {
        items.add(new Item(null, Problem.body(e)));
      } catch (Problem e) {
        items.add(new Item(null, e));
      }
    }
    @Nullable TraceContext trace = call.trace();
    List<CompletableFuture<Position>> appends = new ArrayList<>();
    for (Item item : items) {
      appends.add(
          item.task == null
              ? CompletableFuture.completedFuture(new Position(0, 0))
              : starts.append(item.task, trace));
    }
    List<String> results = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      results.add(result(call, items.get(i), appends.get(i)));
    }
    call.json(202, new JsonObject().rawArray("results", results).toString());
  }

  private static String result(Call call, Item item, CompletableFuture<Position> append)
      throws InterruptedException {
    Problem problem = item.problem;
    if (item.task != null) {
      try {
        Position at = Commands.await(append);
        return new JsonObject()
            .put("status", 202)
            .put("task", TaskJson.of(Task.begin(item.task, at)))
            .toString();
      } catch (Problem e) {
        problem = e;
      }
    }
    Problem told = Objects.requireNonNull(problem);
    return new JsonObject()
        .put("status", told.status())
        .raw("problem", told.json(call.request().path().path()))
        .toString();
  }

  private static List<RawJson> items(String body) {
    try {
      List<RawJson> items =
          JsonFields.of(("{\"tasks\":" + body + "}").getBytes(StandardCharsets.UTF_8))
              .array("tasks");
      if (items.isEmpty() || items.size() > MOST) {
        throw Problem.body("", "must be an array of 1 to " + MOST + " tasks");
      }
      return items;
    } catch (MalformedRecord e) {
      throw Problem.body(e);
    }
  }

  private TaskStart read(Call call, String body, @Nullable String idempotencyKey)
      throws MalformedRecord {
    JsonFields fields = JsonFields.of(body.getBytes(StandardCharsets.UTF_8));
    String pool = Objects.requireNonNullElse(fields.string("pool"), PoolRules.TOOLS);
    String id = fields.string("taskId");
    Map<String, RawJson> rest = new LinkedHashMap<>(fields.rest());
    rest.remove("type");
    rest.remove("specversion");
    confine(call.who(), rest);
    JsonObject record =
        new JsonObject()
            .put("type", Command.Start.TYPE)
            .put(
                "taskId",
                id != null
                    ? id
                    : idempotencyKey != null
                        ? Starts.idOf(call.who(), idempotencyKey)
                        : starts.newId());
    rest.forEach(record::put);
    TaskStart task = starts.read(pool, record.toString());
    if (!call.who().sees(task.origin().scope().resourceId())) {
      throw Problem.notFound("Resource not found");
    }
    return task;
  }

  /** Whoever is bound to resources may neither take others' keys nor speak for others' tasks. */
  private static void confine(Principal who, Map<String, RawJson> fields) throws MalformedRecord {
    if (who.confinedTo() == null) {
      return;
    }
    for (String field : List.of("concurrencyKey", "parent", "limits")) {
      if (fields.containsKey(field)) {
        throw new MalformedRecord(field + ": may not be set by " + who.name());
      }
    }
    if (!fields.containsKey("resourceId") && who.confinedTo().size() == 1) {
      fields.put("resourceId", new RawJson(JsonObject.quoted(who.confinedTo().iterator().next())));
    }
  }
}
