package io.offstage.gateway;

import io.offstage.task.TaskStart;
import io.offstage.task.TraceContext;
import io.offstage.topic.Command;
import io.offstage.topic.CommandCodec;
import io.offstage.topic.MalformedRecord;
import io.offstage.topic.PoolRules;
import io.offstage.topic.TraceHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** Reads one pool's command topic as its workers do. */
public final class CommandLog implements AutoCloseable {

  /**
   * A command with where it stands.
   *
   * @param trace that its record belongs to
   */
  public record Sent(Command command, String key, int partition, @Nullable TraceContext trace) {}

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final CommandCodec codec;
  private final List<Sent> sent = new ArrayList<>();

  CommandLog(Map<String, Object> kafka, String topic, String pool) {
    Map<String, Object> config = new HashMap<>(kafka);
    config.put("isolation.level", "read_committed");
    this.consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    this.codec = new CommandCodec(PoolRules.of(pool));
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(p -> new TopicPartition(p.topic(), p.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  /** The first command that is so. */
  public Sent await(Predicate<Command> wanted) {
    Instant giveUp = Instant.now().plusSeconds(20);
    while (Instant.now().isBefore(giveUp)) {
      for (Sent one : sent) {
        if (wanted.test(one.command())) {
          return one;
        }
      }
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
        try {
          sent.add(
              new Sent(
                  codec.decode(null, record.value(), Instant.EPOCH),
                  new String(record.key(), StandardCharsets.UTF_8),
                  record.partition(),
                  TraceHeaders.read(record.headers())));
        } catch (MalformedRecord e) {
          throw new IllegalStateException(e);
        }
      }
    }
    throw new AssertionError("No such command among " + sent);
  }

  /** How many commands to a task have been read so far. */
  public long count(String taskId) {
    return sent.stream().filter(one -> one.command().taskId().equals(taskId)).count();
  }

  /** The first task that is started and is so. */
  public TaskStart awaitStart(Predicate<TaskStart> wanted) {
    return ((Command.Start)
            await(c -> c instanceof Command.Start start && wanted.test(start.task())).command())
        .task();
  }

  public TaskStart awaitStart(String taskId) {
    return awaitStart(task -> task.taskId().equals(taskId));
  }

  public Command.Resume awaitResume(String taskId) {
    return (Command.Resume)
        await(c -> c instanceof Command.Resume && c.taskId().equals(taskId)).command();
  }

  @Override
  public void close() {
    consumer.close();
  }
}
