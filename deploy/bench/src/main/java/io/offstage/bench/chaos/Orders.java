package io.offstage.bench.chaos;

import io.offstage.bench.fuzz.RecordFuzzer;
import io.offstage.task.MemoryScope;
import io.offstage.topic.CommandCodec;
import io.offstage.topic.ConcurrencyKeys;
import io.offstage.topic.MalformedRecord;
import io.offstage.topic.PoolRules;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BiConsumer;
import org.apache.kafka.common.utils.Bytes;

/**
 * What a chaos run asks for, one thing after another: tasks that return, fail, hang, ask and are
 * tried again, on few keys; delayed, misrouted, repeated and cancelled ones; agent runs; and
 * records that nobody can understand. The same chance gives the same sequence.
 */
final class Orders {

  private static final List<String> QUESTIONS =
      List.of(
          "quick",
          "slow 400",
          "quick and slow 200",
          "helper, be quick",
          "nothing much",
          "slow 300 and helper, quick");

  private final CommandCodec codec = new CommandCodec(PoolRules.of(PoolRules.TOOLS));
  private final Chance chance;
  private final RecordFuzzer fuzzer;
  private final String prefix;
  private int number;

  /**
   * Nothing asked yet.
   *
   * @param prefix of the ids
   */
  Orders(Chance chance, String prefix) {
    this.chance = chance;
    this.prefix = prefix;
    this.fuzzer = new RecordFuzzer(chance.below(Integer.MAX_VALUE), prefix + "spoilt-");
  }

  /**
   * The next thing that is asked.
   *
   * @param later called for what follows it, with how much later that is
   */
  Order next(Instant now, BiConsumer<Duration, Order> later) {
    String id = prefix + ++number;
    return switch (chance.below(40)) {
      case 0 -> poison(id);
      case 1, 2 -> run(id, later);
      default -> task(id, now, later);
    };
  }

  /** What is understood all the same would be a task of an id of its own: the next one, then. */
  private Order poison(String id) {
    Bytes value = fuzzer.next().value();
    while (isUnderstood(value)) {
      value = fuzzer.next().value();
    }
    return new Order(PoolRules.TOOLS, id, key(), value, chance.oneIn(2));
  }

  private boolean isUnderstood(Bytes value) {
    try {
      codec.decode("key", value.get(), Instant.EPOCH);
      return true;
    } catch (MalformedRecord e) {
      return false;
    }
  }

  private String key() {
    return chance.oneIn(4) ? "hot" : "key-" + chance.below(12);
  }

  private Order task(String id, Instant now, BiConsumer<Duration, Order> later) {
    String key = key();
    String call =
        switch (chance.below(12)) {
          case 0, 1, 2, 3 -> "\"toolName\":\"quick\",\"args\":{\"n\":" + number + "}";
          case 4, 5, 6 ->
              "\"toolName\":\"slow\",\"args\":{\"millis\":" + chance.between(50, 900) + "}";
          case 7 ->
              "\"toolName\":\"flaky\",\"args\":{\"failures\":%d},\"maxRetries\":3,%s"
                  .formatted(chance.between(1, 5), "\"retry\":{\"retryDelayMs\":200}");
          case 8 -> "\"toolName\":\"ask\"";
          case 9 ->
              "\"toolName\":\"hang\",\"timeoutMs\":%d,\"maxRetries\":%d"
                  .formatted(chance.between(200, 900), chance.below(2));
          case 10 -> "\"toolName\":\"refuse\"";
          default -> "\"toolName\":\"no-such-tool\"";
        };
    Bytes value =
        utf8(
            """
            {"type":"background-task-started","taskId":"%s","agentId":"chaos","resourceId":"r",\
            "concurrencyKey":"%s",%s%s}\
            """
                .formatted(id, key, call, extras(now)));
    Order order = new Order(PoolRules.TOOLS, id, key, value, chance.oneIn(20));
    if (chance.oneIn(15)) {
      later.accept(chance.upTo(Duration.ofSeconds(4)), order);
    }
    if (chance.oneIn(8)) {
      later.accept(chance.upTo(Duration.ofSeconds(3)), cancel(order));
    }
    return order;
  }

  private String extras(Instant now) {
    return switch (chance.below(16)) {
      case 0, 1 -> ",\"runAt\":\"%s\"".formatted(now.plusMillis(chance.between(500, 5_000)));
      case 2, 3 -> ",\"priority\":" + chance.between(-100, 100);
      case 4 -> ",\"onWorkerLoss\":\"fail\"";
      case 5 -> ",\"maxDeliveries\":1";
      case 6 -> ",\"totalTimeoutMs\":" + chance.between(300, 4_000);
      case 7 -> ",\"queueTimeoutMs\":" + chance.between(100, 3_000);
      case 8 -> ",\"backpressure\":\"reject\"";
      case 9, 10 -> ",\"limits\":[\"scarce\"]";
      default -> "";
    };
  }

  private Order run(String id, BiConsumer<Duration, Order> later) {
    MemoryScope scope =
        chance.oneIn(5)
            ? MemoryScope.NONE
            : MemoryScope.of("user-" + chance.below(4), "thread-" + chance.below(2));
    String key = ConcurrencyKeys.ofRun(scope, id);
    String memory =
        scope.hasMemory()
            ? "\"resourceId\":\"%s\",\"threadId\":\"%s\","
                .formatted(scope.resourceId(), scope.threadId())
            : "";
    Bytes value =
        utf8(
            """
            {"type":"background-task-started","taskId":"%s","toolName":"agent",\
            "agentId":"supervisor",%s"args":{"agent":"supervisor","messages":"%s",\
            "untilIdle":{"maxIdleMs":15000}}}\
            """
                .formatted(id, memory, chance.pick(QUESTIONS)));
    Order order = new Order(PoolRules.AGENTS, id, key, value, false);
    if (chance.oneIn(8)) {
      later.accept(chance.upTo(Duration.ofSeconds(3)), cancel(order));
    }
    return order;
  }

  private Order cancel(Order order) {
    Bytes value =
        utf8(
            "{\"type\":\"background-task-cancel-requested\",\"taskId\":\"%s\",\"commandId\":\"c-%s\"}"
                .formatted(order.taskId(), order.taskId()));
    return new Order(order.pool(), null, order.key(), value, false);
  }

  /** What lets a suspended task go on. */
  static Order resume(String pool, String taskId, String key) {
    Bytes value =
        utf8(
            """
            {"type":"background-task-resume-requested","taskId":"%s","commandId":"r-%s",\
            "resumeData":{"go":"on"}}\
            """
                .formatted(taskId, taskId));
    return new Order(pool, null, key, value, false);
  }

  private static Bytes utf8(String text) {
    return Bytes.wrap(text.getBytes(StandardCharsets.UTF_8));
  }
}
