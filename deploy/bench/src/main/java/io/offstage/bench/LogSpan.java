package io.offstage.bench;

import io.offstage.settings.Settings;
import io.offstage.topic.LifecycleHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * From when to when a lifecycle topic was written, by the broker's clock: nothing that watches
 * takes time from what is measured.
 *
 * @param ended committed records that end a task
 * @param records committed in all
 * @param firstMillis when the first record was appended
 * @param lastMillis when the last was
 */
record LogSpan(int ended, int records, long firstMillis, long lastMillis) {

  private static final Duration POLL = Duration.ofMillis(200);

  /** Reads all that is committed, from the beginning, until so many tasks have ended. */
  static LogSpan await(Bench bench, Settings settings, int tasks) {
    String topic = Bench.topics(settings).lifecycle();
    List<TopicPartition> partitions =
        IntStream.range(0, Bench.PARTITIONS).mapToObj(p -> new TopicPartition(topic, p)).toList();
    int ended = 0;
    int records = 0;
    long first = Long.MAX_VALUE;
    long last = 0;
    try (KafkaConsumer<byte[], byte[]> consumer = bench.consumer(Map.of())) {
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      while (ended < tasks) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          first = Math.min(first, record.timestamp());
          last = Math.max(last, record.timestamp());
          ended += endsATask(record) ? 1 : 0;
          records++;
        }
      }
    }
    return new LogSpan(ended, records, first, last);
  }

  static boolean endsATask(ConsumerRecord<byte[], byte[]> record) {
    var status = record.headers().lastHeader(LifecycleHeaders.STATUS);
    return status != null && new String(status.value(), StandardCharsets.UTF_8).equals("completed");
  }

  /** Two where every task started at once: it runs, it ends. */
  double recordsPerTask() {
    return (double) records / ended;
  }

  double perSecond() {
    return ended * 1000.0 / Math.max(1, lastMillis - firstMillis);
  }
}
