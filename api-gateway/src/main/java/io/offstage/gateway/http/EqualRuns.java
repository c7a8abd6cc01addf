package io.offstage.gateway.http;

import io.offstage.store.Page;
import io.offstage.store.StoredTask;
import io.offstage.store.TaskDate;
import io.offstage.store.TaskField;
import io.offstage.store.TaskFilter;
import io.offstage.store.TaskOrder;
import io.offstage.task.TaskStart;
import io.offstage.topic.PoolRules;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A request that comes again without a run id or a key of idempotency: clients repeat what was cut
 * off. In a thread it is the run that it started first, as long as that is young and still goes on.
 */
final class EqualRuns {

  static final Duration YOUNG = Duration.ofSeconds(10);

  private static final int MOST_OF_A_THREAD = 50;

  private final ReadModel readModel;
  private final Rows rows;
  private final InstantSource clock;

  EqualRuns(ReadModel readModel, Rows rows, InstantSource clock) {
    this.readModel = readModel;
    this.rows = rows;
    this.clock = clock;
  }

  /**
   * The young run of the same thread, agent and arguments that goes on, if there is one.
   *
   * @param asked a run with memory
   */
  Optional<StoredTask> alive(Call call, TaskStart asked) {
    Instant from = clock.instant().minus(YOUNG);
    TaskFilter ofThread =
        ReadModel.confined(call.who())
            .where(TaskField.POOL, PoolRules.AGENTS)
            .where(TaskField.THREAD_ID, Objects.requireNonNull(asked.origin().scope().threadId()))
            .where(
                TaskField.RESOURCE_ID, Objects.requireNonNull(asked.origin().scope().resourceId()))
            .where(TaskField.AGENT_ID, asked.origin().agentId())
            .whereAny(TaskField.STATUS, List.of("pending", "running"))
            .within(TaskDate.CREATED_AT, from, null);
    return readModel
        .tasks()
        .list(ofThread, TaskOrder.OLDEST_FIRST, new Page(0, MOST_OF_A_THREAD))
        .rows()
        .stream()
        .filter(row -> rows.task(row).start().call().args().equals(asked.call().args()))
        .findFirst();
  }

  /**
   * The id of a run that is asked for now, of this thread and with these arguments: two gateways
   * that are asked at once start one.
   */
  String id(TaskStart asked) {
    long now = clock.millis() / YOUNG.toMillis();
    return Starts.idOf(
        "same",
        asked.placement().concurrencyKey(),
        asked.origin().agentId(),
        asked.call().args().text(),
        Long.toString(now));
  }
}
