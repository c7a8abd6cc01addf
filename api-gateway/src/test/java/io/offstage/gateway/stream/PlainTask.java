package io.offstage.gateway.stream;

import io.offstage.task.Lineage;
import io.offstage.task.MemoryScope;
import io.offstage.task.Origin;
import io.offstage.task.Placement;
import io.offstage.task.Policy;
import io.offstage.task.Position;
import io.offstage.task.RawJson;
import io.offstage.task.Task;
import io.offstage.task.TaskStart;
import io.offstage.task.ToolCall;
import java.time.Instant;
import java.util.Map;

/** Tasks about which only their ids matter. */
final class PlainTask {

  static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  private PlainTask() {}

  /** Pending, created at noon. */
  static Task begin(String id) {
    return begin(id, "run");
  }

  /** The same of another run. */
  static Task begin(String id, String runId) {
    return Task.begin(
        new TaskStart(
            id,
            new ToolCall("search", "call", RawJson.EMPTY_OBJECT),
            new Origin("agent", runId, MemoryScope.NONE),
            Placement.in("tools", "key"),
            Policy.DEFAULT,
            Lineage.NONE,
            NOON,
            Map.of()),
        new Position(0, 0));
  }
}
