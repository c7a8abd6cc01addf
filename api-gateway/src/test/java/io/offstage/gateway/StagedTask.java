package io.offstage.gateway;

import io.offstage.task.EventType;
import io.offstage.task.Lineage;
import io.offstage.task.MemoryScope;
import io.offstage.task.Origin;
import io.offstage.task.OutputMark;
import io.offstage.task.ParentRef;
import io.offstage.task.Placement;
import io.offstage.task.Policy;
import io.offstage.task.Position;
import io.offstage.task.RawJson;
import io.offstage.task.Task;
import io.offstage.task.TaskEvent;
import io.offstage.task.TaskStart;
import io.offstage.task.ToolCall;
import io.offstage.topic.CommandRefused;
import io.offstage.topic.KeyPartitioner;
import io.offstage.topic.LifecycleEvent;
import io.offstage.topic.OutputCodec;
import io.offstage.topic.OutputRecord;
import io.offstage.topic.PoolRules;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A task whose life a test tells, event by event. */
public final class StagedTask {

  public static final Instant NOON = Instant.parse("2026-03-01T12:00:00.123Z");

  private final Stage stage;
  private final int partition;
  private final boolean materialized;
  private Task task;
  private long nextSeq;

  private StagedTask(Stage stage, TaskStart start, boolean materialized) {
    this.stage = stage;
    this.partition = KeyPartitioner.partitionOf(start.placement().concurrencyKey(), 3);
    this.task = Task.begin(start, new Position(partition, 0));
    this.materialized = materialized;
  }

  /** A call of tool {@code search} by run {@code r1} of agent {@code scout}. */
  public static StagedTask tool(Stage stage, String id) {
    return tool(stage, id, "r1", MemoryScope.of("u1", "t1"), null);
  }

  public static StagedTask tool(
      Stage stage, String id, String runId, MemoryScope scope, @Nullable ParentRef parent) {
    return new StagedTask(
        stage,
        new TaskStart(
            id,
            new ToolCall("search", "call-" + id, new RawJson("{\"q\":\"x\"}")),
            new Origin("scout", runId, scope),
            Placement.in("tools", "scout/" + scope.resourceId()),
            Policy.DEFAULT,
            parent == null ? Lineage.NONE : Lineage.childOf(parent),
            NOON,
            Map.of()),
        true);
  }

  /** The run that a started record asks for. */
  public static StagedTask of(Stage stage, TaskStart start) {
    return new StagedTask(stage, start, true);
  }

  /** A run of agent {@code scout}. */
  public static StagedTask run(Stage stage, String id, MemoryScope scope) {
    return run(stage, id, scope, "thread:" + id);
  }

  /** A run of agent {@code scout} with this key. */
  public static StagedTask run(Stage stage, String id, MemoryScope scope, String key) {
    return new StagedTask(
        stage,
        new TaskStart(
            id,
            new ToolCall(PoolRules.RUN_TOOL, id, new RawJson("{\"agent\":\"scout\"}")),
            new Origin("scout", id, scope),
            Placement.in("agents", key),
            Policy.DEFAULT,
            Lineage.NONE,
            NOON,
            Map.of()),
        true);
  }

  public String id() {
    return task.id();
  }

  public Task task() {
    return task;
  }

  public int partition() {
    return partition;
  }

  public ParentRef asParent() {
    return new ParentRef(
        task.id(), task.start().placement().pool(), task.start().placement().concurrencyKey());
  }

  public StagedTask running() {
    return event(new TaskEvent.Started("w1"), null);
  }

  public StagedTask completed(String result) {
    return event(new TaskEvent.Completed(new RawJson(result)), null);
  }

  public StagedTask event(TaskEvent event, @Nullable String cause) {
    task = task.evolve(event, NOON.plusSeconds(task.version()));
    long offset = stage.append(new LifecycleEvent(event.type(), task, NOON, cause), partition);
    if (materialized) {
      stage.materialize(task, partition, offset);
    }
    return this;
  }

  /** As {@link #event}, without a row in Postgres. */
  public StagedTask unseen(TaskEvent event) {
    task = task.evolve(event, NOON.plusSeconds(task.version()));
    stage.append(new LifecycleEvent(event.type(), task, NOON, null), partition);
    return this;
  }

  /** The last event once more, as a worker appends it again. */
  public StagedTask again() {
    EventType type = task.isLive() ? EventType.RUNNING : EventType.COMPLETED;
    stage.append(new LifecycleEvent(type, task, NOON, null), partition);
    return this;
  }

  public StagedTask output(String... chunks) {
    return output(List.of(), chunks);
  }

  public StagedTask output(List<String> after, String... chunks) {
    long offset = append(nextSeq, after, chunks);
    nextSeq += chunks.length;
    flushed(offset);
    return this;
  }

  /** From the next event on the snapshot says that this much has been flushed. */
  public StagedTask claims(long seq) {
    task = task.with(new OutputMark(task.output().from(), seq));
    return this;
  }

  private void flushed(long offset) {
    Long from = task.output().from();
    task = task.with(new OutputMark(from == null ? Long.valueOf(offset) : from, nextSeq));
  }

  /** Output of the current attempt from a number on, whatever has been written before. */
  public long append(long seq, List<String> after, String... chunks) {
    return stage.append(
        new OutputCodec.Content.Chunks(
            new OutputRecord(
                task.id(),
                task.attempts().attempt(),
                seq,
                NOON,
                Stream.of(chunks).map(RawJson::new).toList(),
                after)),
        task,
        partition);
  }

  public StagedTask refuses(String commandId, String reason) {
    stage.append(
        new OutputCodec.Content.Refusal(
            new CommandRefused(task.id(), commandId, reason, task.status().wireName(), NOON)),
        task,
        partition);
    return this;
  }
}
