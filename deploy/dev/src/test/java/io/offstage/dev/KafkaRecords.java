package io.offstage.dev;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;

/** Plain clients of one broker, for topics with one partition. */
record KafkaRecords(String bootstrapServers) {

  void createTopic(String topic) throws Exception {
    createTopic(topic, 1);
  }

  void createTopic(String topic, int replicas) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      admin
          .createTopics(List.of(new NewTopic(topic, 1, (short) replicas)))
          .all()
          .get(20, TimeUnit.SECONDS);
      // A topic just created refuses its first batches until its replicas answer.
      Awaitility.await().ignoreExceptions().until(() -> endOffset(admin, topic) == 0);
    }
  }

  private static long endOffset(Admin admin, String topic) throws Exception {
    TopicPartition partition = new TopicPartition(topic, 0);
    return admin
        .listOffsets(Map.of(partition, OffsetSpec.latest()))
        .partitionResult(partition)
        .get(10, TimeUnit.SECONDS)
        .offset();
  }

  /** Its transactions are ready to begin. */
  KafkaProducer<String, String> transactionalProducer(String transactionalId) {
    KafkaProducer<String, String> producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers", bootstrapServers,
                "transactional.id", transactionalId,
                // What a suspended broker costs: it holds its connections and does not answer.
                "request.timeout.ms", 2_000),
            new StringSerializer(),
            new StringSerializer());
    producer.initTransactions();
    return producer;
  }

  /** The values of at least the first {@code count} committed records. */
  List<String> committed(String topic, int count) {
    try (KafkaConsumer<String, String> consumer = consumer(Map.of())) {
      consumer.assign(List.of(new TopicPartition(topic, 0)));
      return poll(consumer, count);
    }
  }

  /** The same, read as a member of a group of the new protocol (KIP-848). */
  List<String> committedByGroup(String topic, String group, int count) {
    try (KafkaConsumer<String, String> consumer =
        consumer(Map.of("group.id", group, "group.protocol", "consumer"))) {
      consumer.subscribe(List.of(topic));
      return poll(consumer, count);
    }
  }

  private KafkaConsumer<String, String> consumer(Map<String, Object> settings) {
    Map<String, Object> all = new HashMap<>(settings);
    all.put("bootstrap.servers", bootstrapServers);
    all.put("isolation.level", "read_committed");
    all.put("auto.offset.reset", "earliest");
    return new KafkaConsumer<>(all, new StringDeserializer(), new StringDeserializer());
  }

  private static List<String> poll(KafkaConsumer<String, String> consumer, int count) {
    List<String> values = new ArrayList<>();
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .pollInSameThread()
        .until(
            () -> {
              consumer.poll(Duration.ofMillis(200)).forEach(record -> values.add(record.value()));
              return values.size() >= count;
            });
    return values;
  }
}
