package io.offstage.worker.attempt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.offstage.settings.InputLimits;
import io.offstage.settings.Settings;
import io.offstage.task.Decision;
import io.offstage.task.Outcome;
import io.offstage.task.Task;
import io.offstage.task.TaskCommand;
import io.offstage.task.TaskEvent;
import io.offstage.task.TaskRules;
import io.offstage.task.TaskStart;
import io.offstage.task.TaskState;
import io.offstage.topic.TaskJson;
import io.offstage.worker.tool.NonRetryableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ChildrenGuardTest {

  private static final InputLimits LIMITS = Settings.of("limits.children=64KiB").limits();

  @Test
  void asManyChildrenAsAreTakenFitIntoTheSnapshotOfTheirParent() {
    Task parent = Tasks.running("parent");
    ChildrenGuard guard = new ChildrenGuard(parent, LIMITS);
    List<TaskStart> taken = new ArrayList<>();

    assertThatThrownBy(
            () ->
                children()
                    .forEach(
                        child -> {
                          guard.add(List.of(child));
                          taken.add(child);
                        }))
        .isInstanceOf(NonRetryableException.class)
        .hasMessageContaining(parent.id())
        .hasMessageContaining("limits.children allows 65536");

    assertThat(taken).hasSizeGreaterThan(50);
    assertThat(size(waitingFor(parent, taken)) - size(parent))
        .isLessThanOrEqualTo(LIMITS.childrenBytes());
  }

  @Test
  void childrenThatAreRefusedDoNotCountAndThoseThatAreThereCountOnce() {
    Task parent = Tasks.running("parent");
    ChildrenGuard guard = new ChildrenGuard(parent, LIMITS);
    List<TaskStart> few = children().limit(100).toList();
    guard.add(few);

    assertThatThrownBy(() -> guard.add(children().limit(1_000).toList()))
        .hasMessageContaining("100 children")
        .hasMessageContaining("1000 more");

    guard.add(few);
    guard.add(children().limit(1).toList());
  }

  @Test
  void thoseThatFitAreToldFromThoseThatDoNotBeforeAnyIsAdded() {
    ChildrenGuard guard = new ChildrenGuard(Tasks.running("parent"), LIMITS);
    List<TaskStart> many = children().limit(1_000).toList();

    Map<String, String> refusals = guard.refusals(many);

    List<TaskStart> taken =
        many.stream().filter(child -> !refusals.containsKey(child.taskId())).toList();
    assertThat(taken).hasSizeBetween(50, 950).isEqualTo(many.subList(0, taken.size()));
    assertThat(refusals.values())
        .allSatisfy(why -> assertThat(why).contains("limits.children allows 65536"));
    guard.add(taken);
    assertThat(guard.refusals(many).keySet()).isEqualTo(refusals.keySet());
  }

  @Test
  void anAttemptFindsTheChildrenOfThoseBeforeIt() {
    Task parent = Tasks.running("parent");
    List<TaskStart> before = children().limit(100).toList();
    ChildrenGuard guard = new ChildrenGuard(waitingFor(parent, before), LIMITS);

    assertThatThrownBy(() -> guard.add(children().limit(100).toList()))
        .hasMessageContaining("100 children")
        .hasMessageContaining("100 more");
  }

  private static Stream<TaskStart> children() {
    return Stream.generate(() -> Tasks.running("child").start());
  }

  /** A task that is told that all were taken, and of no end. */
  private static Task waitingFor(Task parent, List<TaskStart> children) {
    Set<String> ids = children.stream().map(TaskStart::taskId).collect(Collectors.toSet());
    Outcome waits =
        new Outcome.Waits(
            new TaskState.Waiting(ids, true, null, TaskState.Waiting.Why.TURN),
            children,
            List.of());
    Task waiting = after(parent, new TaskCommand.End(1, waits));
    for (String id : ids) {
      waiting = after(waiting, new TaskCommand.TellChildAccepted(id));
    }
    return waiting;
  }

  private static Task after(Task task, TaskCommand command) {
    TaskEvent event =
        ((Decision.Accepted) TaskRules.decide(task, command, Tasks.NOW)).events().getFirst();
    return task.evolve(event, Tasks.NOW);
  }

  private static int size(Task task) {
    return TaskJson.of(task).sizeInBytes();
  }
}
