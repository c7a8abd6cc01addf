package io.offstage.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class MalformedRecordsTest {

  /** What is sent, and how its reason begins. */
  private static final Map<String, String> BAD = new LinkedHashMap<>();

  static {
    String started = "\"type\":\"background-task-started\",";
    String named = started + "\"taskId\":\"t\",\"toolName\":\"quick\",\"agentId\":\"a\",";
    BAD.put("", "the value is empty");
    BAD.put("hello", "not JSON");
    BAD.put("[1,2]", "not a JSON object");
    BAD.put("{\"taskId\":\"t\"}", "type: is required");
    BAD.put("{\"type\":\"background-task-paused\"}", "type: unknown record type");
    BAD.put("{" + started + "\"toolName\":\"quick\",\"agentId\":\"a\"}", "taskId: is required");
    BAD.put("{" + started + "\"taskId\":\"a b\"}", "taskId: must be 1 to 128");
    BAD.put("{" + named + "\"args\":[1]}", "args: must be an object");
    BAD.put("{" + named + "\"priority\":101}", "priority: must be a whole number");
    BAD.put("{" + named + "\"timeoutMs\":\"soon\"}", "timeoutMs: must be a whole number");
    BAD.put("{" + named + "\"runAt\":\"tomorrow\"}", "runAt: must be an ISO-8601 date");
    BAD.put("{" + named + "\"backpressure\":\"panic\"}", "backpressure: must be queue");
    BAD.put(
        "{"
            + named
            + "\"parent\":{\"taskId\":\"p\",\"pool\":\"No Such\",\"concurrencyKey\":\"k\"}}",
        "parent.pool: there is no such pool");
    BAD.put(
        "{" + named + "\"args\":" + "{\"a\":".repeat(300) + "1" + "}".repeat(300) + "}",
        "not JSON");
    BAD.put(
        "{" + named + "\"args\":{\"a\":\"" + "x".repeat(300_000) + "\"}}",
        "args: have 300008 bytes");
  }

  @Test
  void eachIsADeadLetterWithItsReasonAndTheTasksBehindItRun() {
    try (TestPool pool = new TestPool("malformed", 1);
        TaskWorker _ = TaskWorker.serving(pool.settings(), WorkerProcess.quick())) {
      int good = 0;
      for (String bad : BAD.keySet()) {
        pool.send("k", bad);
        pool.start("k", "good-" + good++, "quick", "");
      }
      pool.sendBytes(new byte[] {'{', '"', (byte) 0xc3, '"', ':', '1', '}'});
      pool.start("k", "good-" + good++, "quick", "");
      pool.awaitEnds(good);
      Awaitility.await().until(() -> pool.deadLetterReasons().size() == BAD.size() + 1);

      int at = 0;
      for (String reason : BAD.values()) {
        assertThat(pool.deadLetterReasons().get(at++)).startsWith(reason);
      }
      assertThat(pool.deadLetterReasons().getLast()).isEqualTo("not UTF-8");
      assertThat(pool.deadLetterValues())
          .containsSequence(BAD.keySet().stream().skip(1).limit(2).toList());
      assertThat(pool.ends()).hasSize(good);
    }
  }
}
