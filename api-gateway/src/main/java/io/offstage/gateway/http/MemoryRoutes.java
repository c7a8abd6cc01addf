package io.offstage.gateway.http;

import io.offstage.gateway.stream.JsonObject;
import io.offstage.store.Direction;
import io.offstage.store.MemoryStore;
import io.offstage.store.MessageRow;
import io.offstage.store.Page;
import io.offstage.store.Paged;
import io.offstage.store.ThreadOrder;
import io.offstage.store.ThreadRow;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Looking at conversations: {@code GET /memory/threads…}. */
final class MemoryRoutes {

  private static final String NOT_FOUND = "Thread not found";
  private static final int LARGEST_PAGE = 1_000;

  private static final Map<String, ThreadOrder.Date> DATES =
      Map.of("createdAt", ThreadOrder.Date.CREATED_AT, "updatedAt", ThreadOrder.Date.UPDATED_AT);

  private final MemoryStore memory;

  MemoryRoutes(MemoryStore memory) {
    this.memory = memory;
  }

  void threads(Call call) {
    Query query = call.query();
    String resourceId = query.text("resourceId");
    String agentId = query.text("agentId");
    ThreadOrder order =
        new ThreadOrder(
            query.choice("orderBy", "orderBy[field]", DATES, ThreadOrder.Date.CREATED_AT),
            query.choice(
                "sortDirection", "orderBy[direction]", TaskRoutes.DIRECTIONS, Direction.DESC));
    Page page =
        new Page(
            query.whole("page", 0, 10_000_000, 0), query.whole("perPage", 1, LARGEST_PAGE, 100));
    query.check();
    Paged<ThreadRow> threads = memory.threads(resources(call, resourceId), agentId, order, page);
    call.json(
        200,
        paged(
                new JsonObject()
                    .rawArray("threads", threads.rows().stream().map(MemoryRoutes::json).toList()),
                page,
                threads)
            .toString());
  }

  /** Whose threads: those that are asked for and seen. */
  private static @Nullable Collection<String> resources(Call call, @Nullable String resourceId) {
    if (resourceId == null) {
      return call.who().confinedTo();
    }
    return call.who().sees(resourceId) ? List.of(resourceId) : Set.of();
  }

  void thread(Call call) {
    Query query = call.query();
    String resourceId = query.text("resourceId");
    query.check();
    call.json(200, json(find(call, resourceId)));
  }

  void messages(Call call) {
    Query query = call.query();
    String resourceId = query.text("resourceId");
    Direction direction =
        query.choice("sortDirection", "orderBy[direction]", TaskRoutes.DIRECTIONS, Direction.ASC);
    Page page =
        new Page(
            query.whole("page", 0, 10_000_000, 0), query.whole("perPage", 1, LARGEST_PAGE, 40));
    query.check();
    ThreadRow thread = find(call, resourceId);
    Paged<MessageRow> messages = memory.messages(thread.key(), direction, page);
    call.json(
        200,
        paged(
                new JsonObject()
                    .rawArray(
                        "messages", messages.rows().stream().map(MemoryRoutes::json).toList()),
                page,
                messages)
            .raw("uiMessages", "null")
            .toString());
  }

  private ThreadRow find(Call call, @Nullable String resourceId) {
    return memory
        .threadById(call.path("threadId"), resources(call, resourceId))
        .orElseThrow(() -> Problem.notFound(NOT_FOUND));
  }

  private static JsonObject paged(JsonObject body, Page page, Paged<?> rows) {
    return body.put("total", rows.total())
        .put("page", page.number())
        .put("perPage", page.size())
        .put("hasMore", (page.number() + 1L) * page.size() < rows.total());
  }

  private static String json(ThreadRow thread) {
    return new JsonObject()
        .put("id", thread.key().thread())
        .put("resourceId", thread.key().resource())
        .put("title", thread.title())
        .raw("metadata", thread.metadata())
        .put("createdAt", thread.createdAt())
        .put("updatedAt", thread.updatedAt())
        .toString();
  }

  private static String json(MessageRow message) {
    return new JsonObject()
        .put("id", message.id())
        .put("role", message.role())
        .put("createdAt", message.createdAt())
        .put("threadId", message.thread().thread())
        .put("resourceId", message.thread().resource())
        .raw("content", message.content())
        .toString();
  }
}
