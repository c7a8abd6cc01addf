package io.offstage.dev;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaBrokerTest {
  @TempDir static Path data;
  private static DevInfra infra;
  private static KafkaRecords kafka;

  @BeforeAll
  static void start() {
    infra = DevInfra.startBriefly(DevInfraOptions.at(data).withoutPostgres());
    kafka = new KafkaRecords(infra.bootstrapServers());
  }

  @AfterAll
  static void closeTwice() {
    infra.close();
    infra.close();
  }

  @Test
  void aTransactionIsSeenOnceCommittedAndNeverOnceAborted() throws Exception {
    kafka.createTopic("transactions");

    try (KafkaProducer<String, String> producer = kafka.transactionalProducer("t")) {
      write(producer, "transactions", "aborted");
      producer.abortTransaction();
      write(producer, "transactions", "committed");
      producer.commitTransaction();
    }

    assertThat(kafka.committed("transactions", 1)).containsExactly("committed");
    assertThat(kafka.committedByGroup("transactions", "g", 1)).containsExactly("committed");
  }

  @Test
  void committedRecordsSurviveARestartOnTheSamePort() throws Exception {
    kafka.createTopic("restart");
    try (KafkaProducer<String, String> producer = kafka.transactionalProducer("r")) {
      write(producer, "restart", "before");
      producer.commitTransaction();

      infra.stopKafka();
      assertThat(infra.kafkaProcess()).isEmpty();
      infra.startKafka();

      write(producer, "restart", "after");
      producer.commitTransaction();
    }

    assertThat(kafka.committed("restart", 2)).containsExactly("before", "after");
  }

  @Test
  void aKilledBrokerKeepsWhatWasCommittedAndItsSuccessorFencesTheOpenTransaction()
      throws Exception {
    kafka.createTopic("killed");
    try (KafkaProducer<String, String> producer = kafka.transactionalProducer("k")) {
      write(producer, "killed", "before");
      producer.commitTransaction();
      write(producer, "killed", "open");
      producer.flush();

      infra.killKafka();
      infra.startKafka();

      try (KafkaProducer<String, String> successor = kafka.transactionalProducer("k")) {
        write(successor, "killed", "after");
        successor.commitTransaction();
      }
    }

    assertThat(kafka.committed("killed", 2)).containsExactly("before", "after");
  }

  private static void write(KafkaProducer<String, String> producer, String topic, String value) {
    producer.beginTransaction();
    var _ = producer.send(new ProducerRecord<>(topic, 0, "key", value));
  }
}
