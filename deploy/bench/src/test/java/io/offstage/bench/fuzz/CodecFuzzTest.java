package io.offstage.bench.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.offstage.task.Position;
import io.offstage.task.Task;
import io.offstage.task.TaskEvent;
import io.offstage.task.TaskStart;
import io.offstage.topic.Command;
import io.offstage.topic.CommandCodec;
import io.offstage.topic.FinishedChildJson;
import io.offstage.topic.LifecycleCodec;
import io.offstage.topic.LifecycleEvent;
import io.offstage.topic.MalformedRecord;
import io.offstage.topic.Permit;
import io.offstage.topic.PermitCodec;
import io.offstage.topic.PoolRules;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A record is refused with a reason, or understood; and what is understood can be written into a
 * snapshot and read again, for a snapshot that cannot be read stops its partition.
 */
class CodecFuzzTest {

  private static final int RECORDS = Integer.getInteger("offstage.records", 10_000);
  private static final Instant NOW = Instant.parse("2026-01-31T12:00:00.123Z");
  private static final PoolRules RULES = PoolRules.of("tools");

  private final CommandCodec commands = new CommandCodec(RULES);
  private final LifecycleCodec lifecycle = new LifecycleCodec(RULES);
  private int understood;
  private int refused;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void everyRecordIsRefusedOrCanBeKept(long seed) {
    RecordFuzzer fuzzer = new RecordFuzzer(seed, "t-");
    for (int i = 0; i < RECORDS; i++) {
      RecordFuzzer.Spoilt spoilt = fuzzer.next();
      try {
        check(spoilt);
      } catch (Exception | AssertionError e) {
        throw new AssertionError("seed %d, record %d: %s".formatted(seed, i, spoilt.what()), e);
      }
    }
    assertThat(understood).isGreaterThan(RECORDS / 20);
    assertThat(refused).isGreaterThan(RECORDS / 3);
  }

  private void check(RecordFuzzer.Spoilt spoilt) throws MalformedRecord {
    Command command;
    try {
      command = commands.decode("key", spoilt.value().get(), NOW);
    } catch (MalformedRecord reason) {
      assertThat(reason.getMessage()).isNotBlank().hasSizeLessThanOrEqualTo(501);
      refused++;
      return;
    }
    understood++;
    assertThat(commands.decode("key", CommandCodec.encode(command), NOW)).isEqualTo(command);
    switch (command) {
      case Command.Start(var task) -> {
        Task begun = Task.begin(task, new Position(0, 1));
        survives(begun, new TaskEvent.Queued(false));
        survives(begun.evolve(new TaskEvent.Started("w"), NOW), new TaskEvent.Cancelled("why"));
      }
      case Command.Resume(_, _, var data) -> {
        Task suspended = Task.begin(start(), new Position(0, 1));
        survives(suspended, new TaskEvent.Resumed(data));
      }
      case Command.ChildFinished(_, _, var child, _) ->
          assertThat(FinishedChildJson.read(FinishedChildJson.of(child))).isEqualTo(child);
      case Command.Cancel cancel ->
          survives(
              Task.begin(start(), new Position(0, 1)), new TaskEvent.Cancelled(cancel.reason()));
      case Command.PermitRequested asked -> {
        Permit permit =
            new Permit(
                asked.limit(),
                asked.permit(),
                asked.taskId(),
                asked.concurrencyKey(),
                asked.partition(),
                7,
                true);
        assertThat(PermitCodec.decode(PermitCodec.encode(permit))).isEqualTo(permit);
      }
      case Command.ChildAccepted _, Command.ChildSuspended _, Command.Permits _ -> {}
    }
  }

  private TaskStart start() throws MalformedRecord {
    byte[] value =
        "{\"type\":\"background-task-started\",\"taskId\":\"t\",\"toolName\":\"x\",\"agentId\":\"a\"}"
            .getBytes(StandardCharsets.UTF_8);
    return ((Command.Start) commands.decode("key", value, NOW)).task();
  }

  private void survives(Task before, TaskEvent event) throws MalformedRecord {
    Task task = before.evolve(event, NOW);
    LifecycleEvent written = new LifecycleEvent(event.type(), task, NOW, null);
    assertThat(LifecycleCodec.headers(written).values()).doesNotContainNull();
    LifecycleEvent read = lifecycle.decode(LifecycleCodec.encode(written));
    assertThat(read.task().start()).isEqualTo(task.start());
    assertThat(read.task().state()).isEqualTo(task.state());
    assertThat(List.of(read.task().version(), read.type()))
        .isEqualTo(List.of(task.version(), event.type()));
  }
}
