package io.offstage.agent.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import io.offstage.agent.definition.AgentBackground;
import io.offstage.store.ThreadKey;
import io.offstage.task.TaskState;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LongWaitTest {

  @TempDir private Path directory;

  @Test
  void aRunThatWaitsTwoHoursCostsNoThreadAndGoesOnAfterwards() throws Exception {
    try (RunFixture fixture = new RunFixture()) {
      ThreadKey thread = RunFixture.newThread();
      SimulatedEngine engine =
          new SimulatedEngine(
              RunFixture.start(
                  thread, "Please research", "{\"untilIdle\":{\"maxIdleMs\":10800000}}"),
              fixture.runs(
                  RunFixture.demo(),
                  AgentBackground.SILENT,
                  List.of(HostTools.background("research"))));

      TaskState waiting = engine.run();
      String stacksMeanwhile = stacks();
      fixture.clock.advance(Duration.ofHours(2));
      String child = engine.firstChild();
      TaskState end = engine.complete(child, "\"found\"");

      assertThat(waiting)
          .isInstanceOfSatisfying(
              TaskState.Waiting.class,
              wait -> assertThat(wait.waitingFor()).containsExactly(child));
      assertThat(stacksMeanwhile)
          .contains(LongWaitTest.class.getName())
          .doesNotContain(RunLoop.class.getName(), AgentRun.class.getName() + ".");
      assertThat(end).isInstanceOf(TaskState.Completed.class);
      assertThat(fixture.messages(thread).get(1)).contains("found");
    }
  }

  /** Of all threads, virtual ones too. */
  private String stacks() throws IOException {
    Path file = directory.resolve("threads");
    ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
        .dumpThreads(file.toString(), ThreadDumpFormat.TEXT_PLAIN);
    return Files.readString(file);
  }
}
