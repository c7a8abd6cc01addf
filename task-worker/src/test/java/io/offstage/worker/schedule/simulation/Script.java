package io.offstage.worker.schedule.simulation;

import io.offstage.task.Backpressure;
import io.offstage.task.ErrorCode;
import io.offstage.task.Outcome;
import io.offstage.task.RawJson;
import io.offstage.task.Task;
import io.offstage.task.TaskError;
import io.offstage.task.TaskStart;
import io.offstage.task.TaskState;
import io.offstage.task.TimeLimits;
import io.offstage.worker.schedule.TaskStarts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the code of tasks does. A run makes steps, each a row that is written once before it takes
 * effect; whoever repeats the run reads the rows and starts what they name.
 */
final class Script {

  static final String PLAIN = "plain";
  static final String RUN = "run";
  static final String KILLER = "killer";
  static final String INJECT = "inject";
  private static final int MOST_STEPS = 3;
  static final List<Backpressure> BACKPRESSURE =
      List.of(Backpressure.QUEUE, Backpressure.QUEUE, Backpressure.REJECT);

  private final Chance chance;
  private final List<String> keys;
  private final Map<TaskName, List<List<TaskStart>>> rows = new HashMap<>();
  private boolean calm;

  Script(Chance chance, List<String> keys) {
    this.chance = chance;
    this.keys = keys;
  }

  /** From now on everything succeeds. */
  void calmDown() {
    calm = true;
  }

  /** Whether the code of this task takes its worker with it. */
  static boolean kills(Task task) {
    return task.start().call().toolName().equals(KILLER);
  }

  /** What an attempt does next. */
  Act next(VirtualAttempt attempt, Instant now) {
    if (attempt.isInterrupted() && (!attempt.codeRuns() || !chance.oneIn(3))) {
      return new Act.End(new Outcome.Cancelled());
    }
    if (!calm && chance.oneIn(4)) {
      return new Act.End(trouble(attempt));
    }
    return attempt.task().start().call().toolName().equals(RUN)
        ? nextOfRun(attempt, now)
        : new Act.End(new Outcome.Succeeded(said(attempt)));
  }

  /** What an attempt says bears its number, so that a stale word is known. */
  static RawJson said(VirtualAttempt attempt) {
    return new RawJson(Integer.toString(attempt.id().attempt()));
  }

  private Outcome trouble(VirtualAttempt attempt) {
    TaskError error = new TaskError("it broke", ErrorCode.TOOL_ERROR, said(attempt).text());
    return switch (chance.below(6)) {
      case 0, 1 -> new Outcome.RetryableFailure(error, chance.upTo(Duration.ofSeconds(3)));
      case 2 -> new Outcome.TerminalFailure(error);
      case 3 -> new Outcome.Suspended(said(attempt));
      case 4 -> new Outcome.RunAgain(chance.upTo(Duration.ofSeconds(3)));
      default -> new Outcome.Cancelled();
    };
  }

  private Act nextOfRun(VirtualAttempt attempt, Instant now) {
    List<List<TaskStart>> written = rows.computeIfAbsent(attempt.name(), n -> new ArrayList<>());
    List<TaskStart> repeated =
        written.stream()
            .flatMap(List::stream)
            .filter(child -> !attempt.hasChild(child.taskId()))
            .toList();
    if (!repeated.isEmpty()) {
      return new Act.Step(repeated, List.of());
    }
    int steps = Math.floorMod(attempt.id().taskId().hashCode(), MOST_STEPS + 1);
    if (written.size() < steps) {
      List<TaskStart> children = children(attempt, written.size(), now);
      written.add(children);
      if (children.isEmpty() || chance.oneIn(2)) {
        return new Act.Step(children, attempt.inbox());
      }
      attempt.started(children);
      return waiting(attempt, children, now);
    }
    return attempt.open().isEmpty()
        ? new Act.End(new Outcome.Succeeded(said(attempt)))
        : waiting(attempt, List.of(), now);
  }

  private Act waiting(VirtualAttempt attempt, List<TaskStart> children, Instant now) {
    Set<String> asking =
        children.stream()
            .filter(child -> child.placement().backpressure() != Backpressure.QUEUE)
            .map(TaskStart::taskId)
            .collect(Collectors.toSet());
    if (!asking.isEmpty() && chance.oneIn(2)) {
      return new Act.End(
          new Outcome.Waits(TaskState.Waiting.forVerdicts(asking), children, attempt.inbox()));
    }
    Instant until = !calm && chance.oneIn(3) ? now.plus(chance.upTo(Duration.ofSeconds(9))) : null;
    return new Act.End(
        new Outcome.Waits(
            chance.oneIn(3)
                ? TaskState.Waiting.idle(attempt.open(), chance.oneIn(2), until)
                : new TaskState.Waiting(attempt.open(), chance.oneIn(2), until),
            children,
            attempt.inbox()));
  }

  private List<TaskStart> children(VirtualAttempt attempt, int step, Instant now) {
    TaskStart parent = attempt.task().start();
    boolean nests = parent.lineage().parent() == null && chance.oneIn(5);
    List<TaskStart> children = new ArrayList<>();
    for (int i = 0; i < chance.below(3); i++) {
      children.add(
          TaskStarts.task(parent.taskId() + "." + step + "." + i)
              .tool(nests ? RUN : PLAIN)
              .key(chance.pick(keys))
              .attemptTimeout(TimeLimits.DEFAULT_PER_ATTEMPT)
              .retries(chance.below(2))
              .backpressure(chance.pick(BACKPRESSURE))
              .childOf(parent)
              .createdAt(now)
              .build());
    }
    return children;
  }
}
