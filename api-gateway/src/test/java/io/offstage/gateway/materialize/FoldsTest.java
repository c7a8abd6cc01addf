package io.offstage.gateway.materialize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.offstage.store.TaskChange;
import io.offstage.topic.KeyPartitioner;
import io.offstage.topic.MalformedRecord;
import io.offstage.topic.PoolRules;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FoldsTest {

  private static final String TASK =
      """
      { "id":"t",  "status":"running", "toolName":"tool", "agentId":"a", "version": 3, "n": 1.000,
        "createdAt":"2026-03-01T12:00:00.123Z", "start":{"partition":1,"offset":7}, "parent":{"taskId":"p"} }\
      """;
  private static final String START =
      "{\"type\":\"background-task-started\",\"taskId\":\"t\",\"toolName\":\"x\",\"agentId\":\"a\"}";

  private final RecordFold lifecycle = new LifecycleFold("tools");
  private final RecordFold commands = new StartedFold(PoolRules.of("tools"), 8);

  @Test
  void aSnapshotBecomesARowWithItsTextUntouched() throws MalformedRecord {
    assertThat(lifecycle.of(record(1, "t", "{\"type\":\"x\", \"task\" : %s }".formatted(TASK))))
        .get()
        .isInstanceOfSatisfying(
            TaskChange.Snapshot.class,
            snapshot -> {
              assertThat(snapshot.row().document()).isEqualTo(TASK);
              assertThat(snapshot.row().version()).isEqualTo(3);
              assertThat(snapshot.row().facets().parentId()).isEqualTo("p");
            });
    assertThat(lifecycle.of(record(1, "t", null))).get().isInstanceOf(TaskChange.Removed.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "{}",
        "{\"task\":{\"id\":\"t\"}}",
        "{\"task\":{\"id\":\"other\"}}",
        "{\"task\":{\"id\":\"t\",\"status\":\"resting\",\"start\":{\"partition\":1,\"offset\":7}}}"
      })
  void aSnapshotThatCannotBeUnderstoodIsNotPassedOver(String value) {
    assertThatThrownBy(() -> lifecycle.of(record(1, "t", value)))
        .isInstanceOf(MalformedRecord.class);
  }

  @Test
  void aStartCountsInThePartitionOfItsKeyAlone() throws MalformedRecord {
    int own = KeyPartitioner.partitionOf("k", 8);

    assertThat(commands.of(record(own, "k", START)))
        .get()
        .isInstanceOfSatisfying(
            TaskChange.Started.class,
            start -> {
              assertThat(start.row().status()).isEqualTo("pending");
              assertThat(start.row().facets().concurrencyKey()).isEqualTo("k");
              assertThat(start.row().document()).contains("\"status\":\"pending\"");
            });
    assertThat(commands.of(record((own + 1) % 8, "k", START))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{\"type\":\"unheard-of\"}",
        "{\"type\":\"background-task-started\",\"taskId\":\"\"}",
        "{\"type\":\"background-task-resume-requested\",\"taskId\":\"t\",\"commandId\":\"c\"}"
      })
  void whatIsNoStartIsPassedOver(String value) throws MalformedRecord {
    assertThat(commands.of(record(0, null, value))).isEmpty();
  }

  @Test
  void markersBehindTheLastRecordCountOnceItIsFolded() {
    PolledOffsets polled = new PolledOffsets();
    TopicPartition partition = new TopicPartition("topic", 0);
    polled.add(
        new ConsumerRecords<>(
            Map.of(partition, List.of(record(0, "k", "v"))),
            Map.of(partition, new OffsetAndMetadata(11))));

    assertThat(polled.after(partition, 7)).isEqualTo(7);
    assertThat(polled.after(partition, 8)).isEqualTo(11);

    polled.add(new ConsumerRecords<>(Map.of(), Map.of(partition, new OffsetAndMetadata(15))));
    assertThat(polled.after(partition, 7)).isEqualTo(7);
    assertThat(polled.after(partition, 8)).isEqualTo(15);

    polled.forget(partition);
    assertThat(polled.after(partition, 8)).isEqualTo(8);
  }

  private static ConsumerRecord<byte[], byte[]> record(
      int partition, @Nullable String key, @Nullable String value) {
    return new ConsumerRecord<>("topic", partition, 7, bytes(key), bytes(value));
  }

  private static byte @Nullable [] bytes(@Nullable String text) {
    return Optional.ofNullable(text).map(t -> t.getBytes(StandardCharsets.UTF_8)).orElse(null);
  }
}
