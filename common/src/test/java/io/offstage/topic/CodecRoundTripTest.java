package io.offstage.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.offstage.task.Place;
import io.offstage.task.Position;
import io.offstage.task.RawJson;
import io.offstage.task.Task;
import io.offstage.task.TaskEvent;
import io.offstage.task.TaskStart;
import io.offstage.task.TaskState;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CodecRoundTripTest {

  private static final Instant NOW = Instant.parse("2026-01-31T12:00:00.123Z");
  private static final PoolRules RULES = PoolRules.of("tools");
  private final CommandCodec commands = new CommandCodec(RULES);

  @Test
  void startedRecordWithOnlyWhatIsRequiredGetsEveryDefault() throws MalformedRecord {
    TaskStart start =
        start(
            "{\"type\":\"background-task-started\",\"taskId\":\"t1\",\"toolName\":\"x\",\"agentId\":\"a\"}");

    assertThat(start.call().toolCallId()).isEqualTo("t1");
    assertThat(start.call().args()).isEqualTo(RawJson.EMPTY_OBJECT);
    assertThat(start.placement().concurrencyKey()).isEqualTo("a/");
    assertThat(start.policy().timeLimits().perAttempt()).hasMinutes(5);
    assertThat(start.createdAt()).isEqualTo(NOW);
  }

  @Test
  void numbersAndUnknownFieldsKeepTheirText() throws MalformedRecord {
    String args = "{ \"n\": 12345678901234567890.1230, \"b\": [1,  2] }";
    TaskStart start =
        start(
            "{\"type\":\"background-task-started\",\"taskId\":\"t1\",\"toolName\":\"x\",\"agentId\":\"a\",\"args\":"
                + args
                + ",\"zone\":{\"é\": 1e400},\"status\":\"no\",\"priority\":7}");

    assertThat(start.call().args().text()).isEqualTo(args);
    assertThat(start.extra()).containsEntry("zone", new RawJson("{\"é\": 1e400}")).hasSize(1);
    Command again = commands.decode(null, CommandCodec.encode(new Command.Start(start)), NOW);
    assertThat(again).isEqualTo(new Command.Start(start));
  }

  @Test
  void everySnapshotReadsBackAsItWas() throws MalformedRecord {
    TaskStart start =
        start(
            """
            {"type":"background-task-started","taskId":"t1","toolName":"x","agentId":"a","runId":"r","threadId":"th",
             "resourceId":"u","maxRetries":2,"retry":{"retryDelayMs":5},"parent":{"taskId":"p","pool":"agents","concurrencyKey":"k"},
             "hooks":["h"],"limits":["global"],"priority":-3,"runAt":"2026-02-01T00:00:00.000Z","onWorkerLoss":"fail"}\
            """);
    Task task = Task.begin(start, new Position(3, 42));
    LifecycleCodec codec = new LifecycleCodec(RULES);
    for (TaskEvent event :
        List.of(
            new TaskEvent.Queued(false),
            new TaskEvent.Started("w1"),
            new TaskEvent.Advanced(Map.of("c1", new Place("tools", "k")), List.of()),
            new TaskEvent.WaitBegan(
                new TaskState.Waiting(Set.of("c1"), true, NOW),
                Map.of("c3", new Place("tools", "k")),
                List.of()),
            new TaskEvent.Started("w2"),
            new TaskEvent.Suspended(new RawJson("{\"ask\":1}")),
            new TaskEvent.Resumed(new RawJson("7")),
            new TaskEvent.Cancelled("enough"))) {
      task = task.evolve(event, NOW);
      LifecycleEvent written = new LifecycleEvent(event.type(), task, NOW, "cmd");
      assertThat(codec.decode(LifecycleCodec.encode(written))).isEqualTo(written);
    }
  }

  @Test
  void whatIsWrongIsNamed() {
    assertThatThrownBy(() -> start("{\"type\":\"background-task-started\",\"taskId\":\"t 1\"}"))
        .hasMessageStartingWith("taskId: must be 1 to 128");
    assertThatThrownBy(() -> start("{\"type\":\"nope\"}")).hasMessageContaining("\"nope\"");
    assertThatThrownBy(() -> start("[1]")).hasMessage("not a JSON object");
    assertThatThrownBy(() -> start("{\"a\":")).hasMessageStartingWith("not JSON");
    assertThatThrownBy(
            () ->
                commands.decode(null, new byte[] {'{', '"', (byte) 0xc3, '"', ':', '1', '}'}, NOW))
        .hasMessage("not UTF-8");
  }

  private TaskStart start(String json) throws MalformedRecord {
    return ((Command.Start) commands.decode(null, json.getBytes(StandardCharsets.UTF_8), NOW))
        .task();
  }
}
