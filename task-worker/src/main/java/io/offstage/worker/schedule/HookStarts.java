package io.offstage.worker.schedule;

import io.offstage.task.HookRef;
import io.offstage.task.Lineage;
import io.offstage.task.Place;
import io.offstage.task.Placement;
import io.offstage.task.Policy;
import io.offstage.task.RawJson;
import io.offstage.task.Retry;
import io.offstage.task.Task;
import io.offstage.task.TaskStart;
import io.offstage.task.TimeLimits;
import io.offstage.task.ToolCall;
import io.offstage.task.WorkerLoss;
import io.offstage.topic.Command;
import io.offstage.topic.TaskJson;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The tasks that the end of a task starts: one for each hook that its started record names, in the
 * pool that has the hook. Hooks have no hooks.
 */
final class HookStarts {

  /** What a hook is told of a task's arguments and of its result; more is left out. */
  static final int LARGEST_TOLD = 64 << 10;

  private static final TimeLimits ONE_TRY = new TimeLimits(Duration.ofSeconds(30), null, null);
  private static final Retry RETRY =
      new Retry(12, Duration.ofSeconds(1), 2, Duration.ofMinutes(10), 0.5);

  private HookStarts() {}

  static List<Write.Send> of(Task ended, Instant now) {
    if (ended.start().lineage().hooks().isEmpty()
        || ended.start().call().toolName().startsWith(HookRef.TOOL_PREFIX)) {
      return List.of();
    }
    return ended.start().lineage().hooks().stream()
        .map(HookRef::parse)
        .flatMap(Optional::stream)
        .filter(hook -> hook.isMeantFor(ended.status()))
        .map(hook -> start(hook, ended, now))
        .toList();
  }

  private static Write.Send start(HookRef hook, Task ended, Instant now) {
    String pool = hook.pool() != null ? hook.pool() : ended.start().placement().pool();
    String id = "hook-" + uuid(ended.id() + " " + ended.startedFrom() + " " + hook);
    String key = HookRef.toolName(hook.name());
    TaskStart start =
        new TaskStart(
            id,
            new ToolCall(HookRef.toolName(hook.name()), id, arguments(ended)),
            ended.start().origin(),
            Placement.in(pool, key),
            new Policy(ONE_TRY, RETRY, WorkerLoss.DEFAULT),
            Lineage.NONE.with(ended.start().lineage().trace()),
            now,
            Map.of());
    return new Write.Send(new Place(pool, key), new Command.Start(start));
  }

  private static RawJson arguments(Task ended) {
    return new RawJson("{\"task\":" + TaskJson.of(ended.summary(LARGEST_TOLD)).text() + "}");
  }

  private static UUID uuid(String of) {
    return UUID.nameUUIDFromBytes(of.getBytes(StandardCharsets.UTF_8));
  }
}
