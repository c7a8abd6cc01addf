package io.offstage.cli.path;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.offstage.settings.Settings;
import io.offstage.topic.PoolTopics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A pool's commands and lifecycle, as far as they are committed. One thread. */
final class PoolLog implements AutoCloseable {

  static final Set<String> ENDS =
      Set.of("background-task-completed", "background-task-failed", "background-task-cancelled");

  private final PoolTopics topics;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final List<JsonNode> commands = new ArrayList<>();
  private final List<JsonNode> lifecycle = new ArrayList<>();

  PoolLog(Settings settings, String pool) {
    this.topics = new PoolTopics(settings.topics().prefix(), pool);
    Map<String, Object> config = new HashMap<>(settings.kafka().clientProperties());
    config.put("isolation.level", "read_committed");
    config.put("fetch.max.wait.ms", 10);
    this.consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    List<TopicPartition> all = new ArrayList<>();
    for (String topic : List.of(topics.commands(), topics.lifecycle())) {
      consumer.partitionsFor(topic).forEach(p -> all.add(new TopicPartition(topic, p.partition())));
    }
    consumer.assign(all);
    consumer.seekToBeginning(all);
  }

  private void read() {
    Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
    while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
        JsonNode body = Api.json(new String(record.value(), StandardCharsets.UTF_8));
        (record.topic().equals(topics.lifecycle()) ? lifecycle : commands).add(body);
      }
    }
  }

  /** How many started records of this task there are. */
  long starts(String taskId) {
    read();
    return commands.stream()
        .filter(command -> command.path("type").asText().equals("background-task-started"))
        .filter(command -> command.path("taskId").asText().equals(taskId))
        .count();
  }

  /** The events of every task, in order. */
  Map<String, List<JsonNode>> events() {
    read();
    Map<String, List<JsonNode>> events = new LinkedHashMap<>();
    for (JsonNode event : lifecycle) {
      events.computeIfAbsent(event.at("/task/id").asText(), _ -> new ArrayList<>()).add(event);
    }
    return events;
  }

  /** The types of a task's events, without what they have in common. */
  List<String> typesOf(String taskId) {
    return events().getOrDefault(taskId, List.of()).stream()
        .map(event -> event.path("type").asText().replace("background-task-", ""))
        .toList();
  }

  /** The snapshot that came last of a task. */
  JsonNode last(String taskId) {
    return events().getOrDefault(taskId, List.of()).getLast().path("task");
  }

  /** How many tasks have ended. */
  long ended() {
    return events().values().stream().filter(PoolLog::hasEnded).count();
  }

  private static boolean hasEnded(List<JsonNode> events) {
    return ENDS.contains(events.getLast().path("type").asText());
  }

  /** The last event of each task; each has ended once, and no version is missing or twice. */
  Map<String, JsonNode> endOfEach() {
    Map<String, JsonNode> ends = new LinkedHashMap<>();
    events()
        .forEach(
            (id, events) -> {
              assertThat(events)
                  .as("ends of %s", id)
                  .filteredOn(event -> ENDS.contains(event.path("type").asText()))
                  .containsExactly(events.getLast());
              for (int i = 0; i < events.size(); i++) {
                assertThat(events.get(i).path("version").asLong()).isEqualTo(i + 1);
              }
              ends.put(id, events.getLast());
            });
    return ends;
  }

  @Override
  public void close() {
    consumer.close();
  }
}
