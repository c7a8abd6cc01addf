package io.offstage.gateway.http;

import io.offstage.gateway.stream.JsonObject;
import io.offstage.gateway.stream.OutputLog;
import io.offstage.gateway.tail.Interest;
import io.offstage.gateway.tail.LifecycleRecord;
import io.offstage.gateway.tail.LogReader;
import io.offstage.gateway.tail.Positions;
import io.offstage.gateway.tail.Subscription;
import io.offstage.gateway.tail.TailEvent;
import io.offstage.store.StoredTask;
import io.offstage.store.TaskFilter;
import io.offstage.task.RawJson;
import io.offstage.task.TaskStatus;
import io.offstage.topic.JsonFields;
import io.offstage.topic.MalformedRecord;
import io.offstage.topic.OutputRecord;
import io.offstage.topic.PoolTopics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongBiFunction;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** {@code GET /background-tasks/{id}/output} and {@code GET /background-tasks/wait}. */
final class OutputRoutes {

  private static final int MOST_WAITED_FOR = 100;
  private static final long LONGEST_WAIT_MS = 300_000;

  /** Clocks of workers and brokers differ by less. */
  private static final Duration SKEW = Duration.ofMinutes(1);

  private final TaskRoutes tasks;
  private final ReadModel readModel;
  private final Sse sse;

  OutputRoutes(TaskRoutes tasks, ReadModel readModel, Sse sse) {
    this.tasks = tasks;
    this.readModel = readModel;
    this.sse = sse;
  }

  /** The chunks that are in the log, numbered on from {@code nextSeq - chunks.length}. */
  void output(Call call) throws InterruptedException {
    Query query = call.query();
    long after = query.whole("after", -1, Long.MAX_VALUE - 1, -1);
    query.check();
    StoredTask task = tasks.find(call);
    List<String> chunks = new ArrayList<>();
    long first = after + 1;
    long next = first;
    // Not as far as this gateway's tail is: the read model may be ahead of it.
    for (OutputRecord record : read(task, LogReader::end)) {
      long seq = record.seq();
      for (RawJson chunk : record.chunks()) {
        if (seq >= first) {
          chunks.add(chunk.text());
          next = seq + 1;
        }
        seq++;
      }
    }
    call.json(
        200,
        new JsonObject()
            .put("taskId", task.key().id())
            .put("status", task.status())
            .rawArray("chunks", chunks)
            .put("nextSeq", next)
            .toString());
  }

  /** The task's output up to these positions. */
  List<OutputRecord> read(StoredTask task, Positions to) {
    return read(task, (_, partition) -> to.of(partition));
  }

  private List<OutputRecord> read(
      StoredTask task, ToLongBiFunction<LogReader, TopicPartition> end) {
    PoolTopics names = new PoolTopics(sse.tail().options().prefix(), task.key().pool());
    TopicPartition partition = new TopicPartition(names.output(), task.key().partition());
    try (LogReader log = LogReader.open(sse.tail().options())) {
      long from = from(task, log, partition);
      long to = end.applyAsLong(log, partition);
      return OutputLog.read(log, partition, from, to, task.key().id());
    }
  }

  /** Where its output begins; a task that has flushed none so far does not know. */
  private static long from(StoredTask task, LogReader log, TopicPartition partition) {
    try {
      JsonFields fields = JsonFields.of(task.document().getBytes(StandardCharsets.UTF_8));
      Long from = fields.wholeNumber("outputFrom", 0, Long.MAX_VALUE);
      if (from != null) {
        return from;
      }
      Instant created = fields.requiredDate("createdAt");
      return log.offsetAt(partition, created.minus(SKEW)).orElse(Long.MAX_VALUE);
    } catch (MalformedRecord e) {
      throw new IllegalStateException("The row of task " + task.key() + " is no snapshot", e);
    }
  }

  /**
   * Waits until one or all of the tasks have ended. What it says has ended, a look-up that follows
   * finds ended: the answer waits for the read model, as long as any look-up does.
   */
  void waitForEnds(Call call) throws InterruptedException {
    Query query = call.query();
    List<String> ids = query.list("ids", MOST_WAITED_FOR);
    boolean any = query.choice("mode", Map.of("any", true, "all", false), false);
    Duration timeout = Duration.ofMillis(query.whole("timeoutMs", 0, LONGEST_WAIT_MS, 30_000));
    query.check();
    TaskFilter confined = ReadModel.confined(call.who());
    for (String id : ids) {
      if (readModel.find(id, confined).isEmpty()) {
        throw Problem.notFound(TaskRoutes.NOT_FOUND);
      }
    }
    Interest interest =
        new Interest(Set.copyOf(ids), null, null, null, null, call.who().confinedTo());
    Map<String, String> ended = new LinkedHashMap<>();
    try (Subscription events = sse.subscribe(interest)) {
      // Subscribed first and read then, so that no end is missed.
      boolean _ = readModel.await(events.lifecycleSeen());
      for (StoredTask row : readModel.tasks().findAll(ids, confined)) {
        if (isTerminal(row.status())) {
          ended.put(row.key().id(), row.document());
        }
      }
      boolean _ = readModel.await(await(events, ended, ids.size(), any, timeout));
    }
    Set<String> pending = new HashSet<>(ids);
    pending.removeAll(ended.keySet());
    call.json(
        200,
        new JsonObject()
            .rawArray("completed", ended.values())
            .put("pending", ids.stream().filter(pending::contains).toList())
            .put("timedOut", any ? ended.isEmpty() : !pending.isEmpty())
            .toString());
  }

  /**
   * Adds the ends as they come.
   *
   * @return what the read model has to have applied to show them
   */
  private Map<TopicPartition, Long> await(
      Subscription events, Map<String, String> ended, int asked, boolean any, Duration timeout)
      throws InterruptedException {
    Instant deadline = sse.clock().instant().plus(timeout);
    Map<TopicPartition, Long> told = new HashMap<>();
    while (ended.size() < asked && !(any && !ended.isEmpty()) && !events.isOver()) {
      @Nullable TailEvent event = events.poll(Duration.between(sse.clock().instant(), deadline));
      if (event == null) {
        return told;
      }
      if (event instanceof LifecycleRecord end && isTerminal(end.status())) {
        end.task().ifPresent(task -> ended.put(end.taskId(), task.text()));
        told.merge(end.partition(), end.offset() + 1, Math::max);
      }
    }
    return told;
  }

  private static boolean isTerminal(String status) {
    return TaskStatus.ofWireName(status).filter(TaskStatus::isTerminal).isPresent();
  }
}
