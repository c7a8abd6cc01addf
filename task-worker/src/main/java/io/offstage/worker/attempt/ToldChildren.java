package io.offstage.worker.attempt;

import io.offstage.task.ChildEnd;
import io.offstage.task.Position;
import io.offstage.task.RawJson;
import io.offstage.task.Task;
import io.offstage.task.TaskState;
import io.offstage.topic.Command;
import io.offstage.topic.CommandCodec;
import io.offstage.topic.FinishedChild;
import io.offstage.topic.LifecycleCodec;
import io.offstage.topic.MalformedRecord;
import io.offstage.topic.PoolRules;
import io.offstage.topic.PoolTopics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Reads from the log what a parent was told of its children, where memory has it no longer. Safe
 * for any thread; every call has a consumer of its own.
 */
public final class ToldChildren {

  private static final Duration MOST = Duration.ofSeconds(10);

  private final Map<String, Object> client;
  private final PoolTopics topics;
  private final CommandCodec commands;

  /**
   * @param client what every Kafka client is given: servers, security
   * @param topics of the parents' pool
   */
  public ToldChildren(Map<String, Object> client, PoolTopics topics, PoolRules rules) {
    this.client = Map.copyOf(client);
    this.topics = topics;
    this.commands = new CommandCodec(rules);
  }

  static boolean lacksResult(FinishedChild child) {
    return child.result() == null && child.resultAt() != null;
  }

  /**
   * What these ends told, in their order.
   *
   * @param known what is in memory, by the child's id
   * @throws IllegalStateException if a record is not where it should be, within 10 s each
   */
  List<FinishedChild> read(List<ChildEnd> ends, Map<String, FinishedChild> known)
      throws InterruptedException {
    List<FinishedChild> children = new ArrayList<>();
    try (RecordReader reader = new RecordReader(client, MOST)) {
      for (ChildEnd end : ends) {
        FinishedChild child = known.get(end.taskId());
        children.add(withResult(child == null ? told(end, reader) : child, reader));
      }
    }
    return children;
  }

  private FinishedChild told(ChildEnd end, RecordReader reader) throws InterruptedException {
    ConsumerRecord<String, byte[]> found =
        reader
            .read(topics.commands(), end.toldAt())
            .orElseThrow(() -> missing("end", end.taskId(), topics.commands(), end.toldAt()));
    try {
      if (commands.decode(found.key(), found.value(), Instant.ofEpochMilli(found.timestamp()))
              instanceof Command.ChildFinished told
          && told.child().taskId().equals(end.taskId())) {
        return told.child();
      }
    } catch (MalformedRecord e) {
      throw new IllegalStateException("the end of task " + end.taskId() + " cannot be read", e);
    }
    throw missing("end", end.taskId(), topics.commands(), end.toldAt());
  }

  private FinishedChild withResult(FinishedChild child, RecordReader reader)
      throws InterruptedException {
    Position at = child.resultAt();
    if (child.result() != null || at == null) {
      return child;
    }
    String topic = new PoolTopics(topics.prefix(), child.pool()).lifecycle();
    ConsumerRecord<String, byte[]> found =
        reader.read(topic, at).orElseThrow(() -> missing("result", child.taskId(), topic, at));
    try {
      Task ended = new LifecycleCodec(PoolRules.of(child.pool())).decode(found.value()).task();
      if (ended.id().equals(child.taskId())
          && ended.state() instanceof TaskState.Completed(RawJson result)) {
        return child.withResult(result);
      }
    } catch (MalformedRecord e) {
      throw new IllegalStateException(
          "the last snapshot of task " + child.taskId() + " cannot be read", e);
    }
    throw missing("result", child.taskId(), topic, at);
  }

  private static IllegalStateException missing(
      String what, String taskId, String topic, Position at) {
    return new IllegalStateException(
        "the %s of task %s is not at %s-%d@%d"
            .formatted(what, taskId, topic, at.partition(), at.offset()));
  }
}
