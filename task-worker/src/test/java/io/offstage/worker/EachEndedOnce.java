package io.offstage.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.offstage.task.Task;
import io.offstage.topic.LifecycleEvent;
import java.util.HashMap;
import java.util.Map;

/** One terminal event each, versions without a gap, nothing after the end. */
final class EachEndedOnce {

  private EachEndedOnce() {}

  static void in(TestPool pool, int tasks) {
    Map<String, Task> latest = new HashMap<>();
    for (LifecycleEvent event : pool.events()) {
      Task before = latest.put(event.task().id(), event.task());
      assertThat(before == null || before.isLive()).as("after the end: %s", event).isTrue();
      assertThat(event.task().version()).isEqualTo(before == null ? 1 : before.version() + 1);
    }
    assertThat(latest).hasSize(tasks);
    assertThat(latest.values()).noneMatch(Task::isLive);
  }
}
