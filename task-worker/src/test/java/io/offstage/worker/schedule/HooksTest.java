package io.offstage.worker.schedule;

import static io.offstage.worker.schedule.TaskStarts.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.offstage.task.Outcome;
import io.offstage.task.RawJson;
import io.offstage.task.TaskStart;
import io.offstage.topic.Command;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the end of a task starts. */
class HooksTest {

  private final OneWorker worker = new OneWorker(1, 1);

  private List<TaskStart> started() {
    return worker.sent().stream().map(sent -> ((Command.Start) sent).task()).toList();
  }

  @Test
  void endAndTheHooksItStartsAreOneEntry() {
    worker.start(task("t").hooks("audit", "agents/notify@completed").build());

    Effects end = worker.succeed("t");

    assertThat(end.entries()).hasSize(1);
    assertThat(started())
        .extracting(hook -> hook.call().toolName())
        .containsExactly("hook:audit", "hook:notify");
    assertThat(started())
        .extracting(hook -> hook.placement().pool())
        .containsExactly("tools", "agents");
    assertThat(started().getFirst().call().args().text())
        .startsWith("{\"task\":{\"id\":\"t\",\"status\":\"completed\"");
    assertThat(started()).extracting(TaskStart::taskId).doesNotHaveDuplicates();
  }

  @Test
  void hookForAnotherEndStaysSilent() {
    worker.start(task("t").hooks("sorry@failed", "stopped@cancelled").build());

    worker.cancel("t", false);

    assertThat(started())
        .extracting(hook -> hook.call().toolName())
        .containsExactly("hook:stopped");
  }

  @Test
  void hooksHaveNoHooks() {
    worker.start(task("t").tool("hook:audit").hooks("audit").build());

    worker.succeed("t");

    assertThat(worker.sent()).isEmpty();
  }

  @Test
  void resultThatIsTooLargeIsNotTold() {
    worker.start(task("t").hooks("audit").build());
    RawJson large = new RawJson("\"" + "x".repeat(HookStarts.LARGEST_TOLD) + "\"");

    worker.end("t", new Outcome.Succeeded(large));

    assertThat(started().getFirst().call().args().text()).contains("\"result\":null");
  }
}
