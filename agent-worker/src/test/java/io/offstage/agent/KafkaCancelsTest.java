package io.offstage.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.offstage.agent.control.KafkaCancels;
import io.offstage.task.Place;
import io.offstage.task.TraceContext;
import io.offstage.topic.Command;
import io.offstage.topic.CommandCodec;
import io.offstage.topic.PoolRules;
import io.offstage.topic.TraceHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class KafkaCancelsTest {

  private static final TraceContext TRACE =
      Objects.requireNonNull(
          TraceContext.of("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "vendor=1"));

  @Test
  void aCancelStandsWhereItsTaskDoesAndBearsTheTraceOfTheRunThatAsked() throws Exception {
    Command.Cancel cancel = new Command.Cancel("t", "run:call", "enough", "root", true);
    try (TwoPools pools = new TwoPools();
        KafkaCancels cancels = new KafkaCancels(pools.settings());
        KafkaConsumer<byte[], byte[]> commands =
            new KafkaConsumer<>(
                pools.settings().kafka().clientProperties(),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
      List<TopicPartition> all =
          IntStream.range(0, 2)
              .mapToObj(p -> new TopicPartition(pools.tools.commands(), p))
              .toList();
      commands.assign(all);
      commands.seekToBeginning(all);

      cancels.send(new Place("tools", "root/user"), cancel, TRACE);

      ConsumerRecord<byte[], byte[]> record =
          Awaitility.await()
              .atMost(Duration.ofSeconds(30))
              .until(() -> commands.poll(Duration.ofMillis(100)), found -> !found.isEmpty())
              .iterator()
              .next();
      assertThat(TraceHeaders.read(record.headers())).isEqualTo(TRACE);
      assertThat(new String(record.key(), StandardCharsets.UTF_8)).isEqualTo("root/user");
      assertThat(
              new CommandCodec(PoolRules.of("tools")).decode(null, record.value(), Instant.EPOCH))
          .isEqualTo(cancel);
    }
  }
}
