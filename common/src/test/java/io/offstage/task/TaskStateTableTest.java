package io.offstage.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every command in every state, beside what {@link TaskRules} really says. */
class TaskStateTableTest {

  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final TaskError ERROR = TaskError.of(ErrorCode.TOOL_ERROR, "broken");

  /**
   * A cell says which state follows, {@code ·} that nothing happens, {@code no} that the command is
   * refused. {@code same} is an event that leaves the state as it is. The task of the table has one
   * retry left, may be delivered once more, and has one child whose end it has not been told.
   */
  private static final String TABLE =
      """
      command         | Pending   | Running   | Waiting   | Suspended | Ended
      enqueue         | same      | ·         | ·         | ·         | ·
      start           | Running   | ·         | Running   | ·         | ·
      succeed         | ·         | Completed | ·         | ·         | ·
      fail            | ·         | Failed    | ·         | ·         | ·
      fail, retryable | ·         | Pending   | ·         | ·         | ·
      suspend         | ·         | Suspended | ·         | ·         | ·
      wait            | ·         | Waiting   | ·         | ·         | ·
      stop            | ·         | Pending   | ·         | ·         | ·
      stale end       | ·         | ·         | ·         | ·         | ·
      advance         | ·         | same      | ·         | ·         | ·
      expire attempt  | ·         | Pending   | ·         | ·         | ·
      expire total    | TimedOut  | TimedOut  | TimedOut  | TimedOut  | ·
      expire queue    | Failed    | ·         | ·         | ·         | ·
      give up on tool | Failed    | ·         | Failed    | ·         | ·
      cancel          | Cancelled | Cancelled | Cancelled | Cancelled | no
      resume          | no        | no        | no        | Pending   | no
      tell child end  | same      | same      | same      | same      | ·
      tell stranger   | no        | no        | no        | no        | ·
      lose worker     | ·         | Pending   | ·         | ·         | ·
      drain           | ·         | Pending   | ·         | ·         | ·
      """;

  @ParameterizedTest
  @MethodSource("rows")
  void tableIsWhatTheRulesSay(String row) {
    List<String> cells = cells(row);
    String name = cells.getFirst();

    List<String> real = new ArrayList<>(List.of(name));
    for (Task task : List.of(pending(), running(), waiting(), suspended())) {
      real.add(outcome(task, commandFor(name, task)));
    }
    List<String> ofEnded =
        ended().stream().map(task -> outcome(task, commandFor(name, task))).distinct().toList();

    assertThat(ofEnded).hasSize(1);
    real.addAll(ofEnded);
    assertThat(real).isEqualTo(cells);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void everyEventMakesTheVersionRiseByOne(String row) {
    String name = cells(row).getFirst();
    for (Task task : List.of(pending(), running(), waiting(), suspended())) {
      if (TaskRules.decide(task, commandFor(name, task), NOW)
          instanceof Decision.Accepted accepted) {
        Task after = task;
        for (TaskEvent event : accepted.events()) {
          after = after.evolve(event, NOW);
        }
        assertThat(after.version()).isEqualTo(task.version() + accepted.events().size());
      }
    }
  }

  private static Stream<String> rows() {
    return TABLE.lines().skip(1);
  }

  private static List<String> cells(String row) {
    return Arrays.stream(row.split("\\|")).map(String::strip).toList();
  }

  private static String outcome(Task task, TaskCommand command) {
    return switch (TaskRules.decide(task, command, NOW)) {
      case Decision.Refused _ -> "no";
      case Decision.Accepted(List<TaskEvent> events) when events.isEmpty() -> "·";
      case Decision.Accepted(List<TaskEvent> events) -> {
        assertThat(events).hasSize(1);
        Task after = task.evolve(events.getFirst(), NOW);
        yield after.state().getClass() == task.state().getClass()
            ? "same"
            : after.state().getClass().getSimpleName();
      }
    };
  }

  private static TaskCommand commandFor(String name, Task task) {
    int attempt = task.attempts().attempt();
    Map<String, TaskCommand> commands = new LinkedHashMap<>();
    commands.put("enqueue", new TaskCommand.Enqueue());
    commands.put("start", new TaskCommand.Start("w2"));
    commands.put("succeed", end(attempt, new Outcome.Succeeded(RawJson.NULL)));
    commands.put("fail", end(attempt, new Outcome.TerminalFailure(ERROR)));
    commands.put(
        "fail, retryable",
        end(attempt, new Outcome.RetryableFailure(ERROR, Duration.ofSeconds(1))));
    commands.put("suspend", end(attempt, new Outcome.Suspended(RawJson.NULL)));
    commands.put("wait", end(attempt, new Outcome.Waits(forever(), List.of(), List.of())));
    commands.put("stop", end(attempt, new Outcome.Cancelled()));
    commands.put("stale end", end(attempt - 1, new Outcome.Succeeded(RawJson.NULL)));
    commands.put("advance", new TaskCommand.Advance(attempt, List.of(), List.of()));
    commands.put("expire attempt", new TaskCommand.ExpireAttempt(attempt));
    commands.put("expire total", new TaskCommand.ExpireTotal());
    commands.put("expire queue", new TaskCommand.ExpireQueue());
    commands.put("give up on tool", new TaskCommand.GiveUpOnTool());
    commands.put("cancel", new TaskCommand.Cancel("enough"));
    commands.put("resume", new TaskCommand.Resume(RawJson.NULL));
    commands.put("tell child end", new TaskCommand.TellChildEnd(endOf("child")));
    commands.put("tell stranger", new TaskCommand.TellChildEnd(endOf("stranger")));
    commands.put("lose worker", new TaskCommand.LoseWorker());
    commands.put("drain", new TaskCommand.Drain());
    return Objects.requireNonNull(commands.get(name), name);
  }

  private static TaskCommand end(int attempt, Outcome outcome) {
    return new TaskCommand.End(attempt, outcome);
  }

  private static ChildEnd endOf(String child) {
    return new ChildEnd(child, TaskStatus.COMPLETED, new Position(0, 9));
  }

  private static TaskState.Waiting forever() {
    return new TaskState.Waiting(Set.of("child"), true, null);
  }

  /** Not tried yet, but already a parent: no rule asks how that may be. */
  private static Task pending() {
    return after(new TaskEvent.Advanced(Map.of("child", new Place("tools", "key")), List.of()));
  }

  private static Task running() {
    return pending().evolve(new TaskEvent.Started("w1"), NOW);
  }

  private static Task waiting() {
    return running().evolve(new TaskEvent.WaitBegan(forever(), Map.of(), List.of()), NOW);
  }

  private static Task suspended() {
    return running().evolve(new TaskEvent.Suspended(RawJson.NULL), NOW);
  }

  private static List<Task> ended() {
    return Stream.of(
            new TaskEvent.Completed(RawJson.NULL),
            new TaskEvent.Failed(ERROR),
            new TaskEvent.TimedOut(ERROR),
            new TaskEvent.Cancelled(null))
        .map(event -> running().evolve(event, NOW))
        .toList();
  }

  private static Task after(TaskEvent event) {
    TaskStart start =
        new TaskStart(
            "t",
            new ToolCall("tool", "t", RawJson.EMPTY_OBJECT),
            new Origin("agent", "run", MemoryScope.NONE),
            Placement.in("tools", "key"),
            new Policy(
                new TimeLimits(Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(1)),
                Retry.NONE.withMaxRetries(1),
                WorkerLoss.DEFAULT),
            Lineage.NONE,
            NOW,
            Map.of());
    return Task.begin(start, new Position(0, 0)).evolve(event, NOW);
  }
}
