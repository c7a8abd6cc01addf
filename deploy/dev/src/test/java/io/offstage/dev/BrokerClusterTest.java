package io.offstage.dev;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerClusterTest {
  @TempDir Path data;

  @Test
  void threeBrokersServeOnWhileOneIsDeadOrSuspendedAndKeepWhatTheyTook() throws Exception {
    DevInfraOptions options = DevInfraOptions.at(data).withoutPostgres().withBrokers(3);
    try (DevInfra infra = DevInfra.startBriefly(options)) {
      KafkaRecords kafka = new KafkaRecords(infra.bootstrapServers());
      kafka.createTopic("cluster", 3);
      try (KafkaProducer<String, String> producer = kafka.transactionalProducer("c")) {
        commit(producer, "all");
        infra.broker(1).kill();
        commit(producer, "killed");
        infra.broker(1).start();
        infra.broker(2).pause();
        commit(producer, "paused");
        infra.broker(2).resume();
      }

      assertThat(kafka.committed("cluster", 3)).containsExactly("all", "killed", "paused");
    }
    try (DevInfra again = DevInfra.startBriefly(options)) {
      assertThat(new KafkaRecords(again.bootstrapServers()).committed("cluster", 3)).hasSize(3);
    }
  }

  private static void commit(KafkaProducer<String, String> producer, String value) {
    producer.beginTransaction();
    Future<?> _ = producer.send(new ProducerRecord<>("cluster", 0, "key", value));
    producer.commitTransaction();
  }
}
