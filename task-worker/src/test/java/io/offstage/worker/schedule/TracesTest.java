package io.offstage.worker.schedule;

import static io.offstage.worker.schedule.TaskStarts.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.offstage.task.OutputMark;
import io.offstage.task.Task;
import io.offstage.task.TaskStart;
import io.offstage.task.TraceContext;
import io.offstage.topic.Command;
import java.util.List;
import org.junit.jupiter.api.Test;

/** All that a task causes belongs to its trace. */
class TracesTest {

  private static final TraceContext TRACE =
      new TraceContext("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "vendor=1");
  private static final TraceContext OWN =
      new TraceContext("00-4bf92f3577b34da6a3ce929d0e0e4736-b7ad6b7169203331-01", null);

  private final TaskStart parent = task("parent").traced(TRACE).build();
  private final OneWorker worker = new OneWorker(1, 1, true);

  private void step(TaskStart... children) {
    worker.handle(
        new Message.StepMade(
            worker.attempt("parent"), List.of(children), List.of(), OutputMark.NONE));
  }

  private List<TraceContext> sent() {
    return worker.sends().stream().map(Write.Send::trace).toList();
  }

  @Test
  void childrenBelongToTheTraceTheyNameElseToTheirParents() {
    worker.start(parent);

    step(task("one").childOf(parent).build(), task("two").childOf(parent).traced(OWN).build());

    assertThat(sent()).containsExactly(TRACE, OWN);
  }

  @Test
  void cancelIsHandedOnInTheTraceOfTheParent() {
    worker.start(parent);
    step(task("one").childOf(parent).build());

    worker.cancel("parent", true);

    assertThat(worker.sent().getLast()).isInstanceOf(Command.Cancel.class);
    assertThat(sent().getLast()).isEqualTo(TRACE);
  }

  @Test
  void endIsToldAndItsHooksAreStartedInTheTraceOfTheTask() {
    worker.start(task("t").childOf(parent).hooks("audit").traced(OWN).build());

    worker.succeed("t");

    assertThat(worker.sent().getFirst()).isInstanceOf(Command.ChildFinished.class);
    assertThat(sent()).containsExactly(OWN, OWN);
  }

  @Test
  void endThatFindsNoParentIsTakenInInTheTraceOfTheChild() {
    worker.start(task("t").childOf(parent).traced(OWN).build());
    worker.succeed("t");

    worker.receive(0, worker.sent().getFirst());

    Task inject = worker.events().getLast().task();
    assertThat(inject.start().call().toolName()).isEqualTo("inject");
    assertThat(inject.start().lineage().trace()).isEqualTo(OWN);
  }
}
