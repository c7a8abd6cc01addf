package io.offstage.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.offstage.task.EventType;
import io.offstage.task.Position;
import io.offstage.task.Task;
import io.offstage.task.TaskStart;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a started record may say: the codec and the schema agree, both ways. */
class StartedRecordTest {

  private static final String SCHEMA = "background-task-started";
  private static final Instant NOW = Instant.parse("2026-01-31T12:00:00.123Z");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          taskId           | 7
          taskId           | ""
          taskId           | null
          taskId           | "a b"
          taskId           | "é"
          taskId           | "a\\nb"
          toolName         | ""
          toolName         | null
          toolName         | ["x"]
          toolCallId       | 1
          agentId          | null
          agentId          | {}
          runId            | true
          threadId         | 3
          resourceId       | []
          args             | []
          args             | "{}"
          timeoutMs        | 0
          timeoutMs        | 1.5
          timeoutMs        | "60000"
          timeoutMs        | 10000000000001
          totalTimeoutMs   | -1
          queueTimeoutMs   | 1e400
          maxRetries       | -1
          maxRetries       | 1001
          retry            | 3
          retry            | {"retryDelayMs":-1}
          retry            | {"backoffMultiplier":0.5}
          retry            | {"backoffMultiplier":"2"}
          retry            | {"maxRetryDelayMs":1.5}
          retry            | {"jitter":1.1}
          concurrencyKey   | 1
          limits           | "global"
          limits           | ["global", null]
          limits           | ["global", 1]
          hooks            | {}
          hooks            | ["https://example.com/hook"]
          hooks            | ["audit@later"]
          hooks            | ["Agents/audit"]
          hooks            | ["au dit"]
          priority         | 101
          priority         | -101
          priority         | "high"
          runAt            | "tomorrow"
          runAt            | "2026-01-31"
          runAt            | "2026-01-31T12:00:00"
          runAt            | "2026-13-01T12:00:00Z"
          runAt            | "2026-01-31T24:00:00Z"
          runAt            | "+12026-01-31T12:00:00Z"
          runAt            | 1769860800000
          createdAt        | "2026-01-31T12:00:00+19:00"
          backpressure     | "QUEUE"
          backpressure     | 1
          onWorkerLoss     | "retry"
          maxDeliveries    | 0
          parent           | "p"
          parent           | {"taskId":"p","pool":"agents"}
          parent           | {"taskId":"p q","pool":"agents","concurrencyKey":"k"}
          redriveOf        | 1
          continuationOf   | {}
          """)
  void whatIsRefusedIsRefusedByTheSchemaTooAndNamed(String field, String value) {
    String record = with(field, value);

    assertThatThrownBy(() -> decode(record))
        .isInstanceOf(MalformedRecord.class)
        .hasMessageStartingWith(field)
        .hasMessageContaining(": ");
    assertThat(SchemaCheck.violations(SCHEMA, record)).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          taskId           | "A.b_c:d-9"
          toolCallId       | ""
          toolCallId       | null
          args             | null
          args             | {"a":null}
          runId            | ""
          timeoutMs        | 10000000000000
          timeoutMs        | 6.0e4
          timeoutMs        | null
          maxRetries       | 1000
          maxRetries       | 3.0
          retry            | {}
          retry            | null
          retry            | {"retryDelayMs":0,"jitter":1,"backoffMultiplier":1e0,"unknown":[]}
          concurrencyKey   | ""
          limits           | []
          limits           | null
          priority         | -100
          runAt            | "2026-01-31T12:00Z"
          runAt            | "2026-01-31T12:00:00.123456789+01:00"
          runAt            | "2026-01-31t12:00:00z"
          backpressure     | "fallback-sync"
          backpressure     | null
          onWorkerLoss     | "fail"
          parent           | null
          parent           | {"taskId":"p","pool":"agents","concurrencyKey":"k","more":1}
          anything         | [{"else":1e400}]
          """)
  void whatIsAcceptedSatisfiesTheSchemaToo(String field, String value) {
    String record = with(field, value);

    assertThatCode(() -> decode(record)).doesNotThrowAnyException();
    assertThat(SchemaCheck.violations(SCHEMA, record)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"type", "taskId", "toolName", "agentId"})
  void whatIsRequiredMustBeThere(String field) {
    String record = with(field, "null").replace(",\"" + field + "\":null", "");

    assertThatThrownBy(() -> decode(record)).hasMessage(field + ": is required");
    assertThat(SchemaCheck.violations(SCHEMA, record)).isNotEmpty();
  }

  @Test
  void dayThatItsMonthLacksIsRefusedByTheCodecAlone() {
    String record = with("runAt", "\"2026-02-30T12:00:00Z\"");

    assertThatThrownBy(() -> decode(record)).hasMessageStartingWith("runAt: must be an ISO-8601");
    assertThat(SchemaCheck.violations(SCHEMA, record)).isEmpty();
  }

  @Test
  void emptyIdsCountAsAbsent() throws MalformedRecord {
    TaskStart start =
        decode(
            "{\"type\":\"background-task-started\",\"taskId\":\"t\",\"toolName\":\"x\",\"agentId\":\"a\","
                + "\"toolCallId\":\"\",\"runId\":\"\",\"threadId\":\"\",\"resourceId\":\"\"}");

    assertThat(start.call().toolCallId()).isEqualTo("t");
    assertThat(start.origin().runId()).isEqualTo("t");
    assertThat(start.origin().scope().hasMemory()).isFalse();
  }

  @Test
  void whatMayStandInARecordMayStandInItsSnapshot() throws MalformedRecord {
    String deepest = with("args", "{\"a\":" + nested(208) + "}");
    LifecycleEvent event =
        new LifecycleEvent(
            EventType.PENDING, Task.begin(decode(deepest), new Position(0, 0)), NOW, null);

    assertThat(new LifecycleCodec(PoolRules.of("tools")).decode(LifecycleCodec.encode(event)))
        .isEqualTo(event);
    assertThatThrownBy(() -> decode(with("args", "{\"a\":" + nested(209) + "}")))
        .hasMessageContaining("nesting depth");
  }

  @Test
  void unknownFieldsKeepTheirOrder() throws MalformedRecord {
    String record =
        with("z", "1")
            .replace("\"first\":0,", "")
            .replace("}", ",\"y\":2,\"x\":3,\"w\":4,\"a\":5}");

    assertThat(decode(record).extra().keySet()).containsExactly("z", "y", "x", "w", "a");
  }

  private static String nested(int levels) {
    return "[".repeat(levels) + "]".repeat(levels);
  }

  /** A record with what is required and this field, in place of its own where it has it. */
  private static String with(String field, String value) {
    StringBuilder json = new StringBuilder("{\"first\":0");
    for (String name : new String[] {"type", "taskId", "toolName", "agentId"}) {
      if (!name.equals(field)) {
        String own = name.equals("type") ? SCHEMA : "x";
        json.append(",\"%s\":\"%s\"".formatted(name, own));
      }
    }
    return json.append(",\"%s\":%s}".formatted(field, value)).toString();
  }

  private static TaskStart decode(String json) throws MalformedRecord {
    byte[] value = json.getBytes(StandardCharsets.UTF_8);
    return ((Command.Start) new CommandCodec(PoolRules.of("tools")).decode(null, value, NOW))
        .task();
  }
}
