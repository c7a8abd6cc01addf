package io.offstage.bench;

import io.offstage.settings.Settings;
import io.offstage.task.RawJson;
import io.offstage.worker.tool.Tool;
import io.offstage.worker.tool.ToolContext;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLongArray;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Started records of some 600 bytes, spread over a thousand keys. */
final class Tasks {

  static final int KEYS = 1_000;

  private static final String PADDING = "x".repeat(400);

  private Tasks() {}

  static byte[] key(int number) {
    return utf8("key-" + number % KEYS);
  }

  static byte[] started(int number) {
    return started("task-" + number, "bench", number, "");
  }

  /**
   * A started record.
   *
   * @param more fields, each with a comma before it
   */
  static byte[] started(String taskId, String tool, int number, String more) {
    return utf8(
        """
        {"type":"background-task-started","taskId":"%s","toolName":"%s","agentId":"bench",\
        "runId":"run-%d","threadId":"thread","resourceId":"resource","args":%s%s}\
        """
            .formatted(taskId, tool, number, arguments(number).text(), more));
  }

  static RawJson arguments(int number) {
    return new RawJson("{\"number\":%d,\"text\":\"%s\"}".formatted(number, PADDING));
  }

  /** The tool of these tasks, which notes when each starts: nanoseconds, by its number. */
  static Tool noting(AtomicLongArray started) {
    return Tool.named("bench")
        .describedAs("notes when it starts")
        .taking(Throughput.Arguments.class)
        .inBackground(_ -> {})
        .running(
            (Throughput.Arguments arguments, ToolContext _) -> {
              started.set(arguments.number(), System.nanoTime());
              return Map.of("number", arguments.number());
            });
  }

  /** The number in a task's id. */
  static int number(byte[] taskId) {
    return Integer.parseInt(new String(taskId, StandardCharsets.UTF_8).substring(5));
  }

  /** Puts so many into the command topic before anybody reads it. */
  static void load(Bench bench, Settings settings, int count) {
    load(bench, settings, count, "");
  }

  /**
   * Like the other.
   *
   * @param more fields of each, each with a comma before it
   */
  static void load(Bench bench, Settings settings, int count, String more) {
    String topic = Bench.topics(settings).commands();
    try (KafkaProducer<byte[], byte[]> producer = bench.producer(Map.of("linger.ms", 5))) {
      for (int i = 0; i < count; i++) {
        Future<?> _ =
            producer.send(
                new ProducerRecord<>(topic, key(i), started("task-" + i, "bench", i, more)));
      }
      producer.flush();
    }
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
