package io.offstage.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.offstage.dev.DevInfra;
import io.offstage.dev.DevInfraOptions;
import io.offstage.settings.Settings;
import io.offstage.task.EventType;
import io.offstage.task.TaskState;
import io.offstage.topic.KeyPartitioner;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logs from which retention has deleted. */
class RetentionTest {

  private static final TestTool ASKED =
      new TestTool(
          "asked", ctx -> ctx.resumeData().isPresent() ? "done" : ctx.suspend("which one?"));

  @TempDir private Path data;

  @Test
  void aLogThatHasLostALiveTaskIsNotServedUntilTheLossIsAccepted() {
    try (TestPool pool = new TestPool("lost-live", 1)) {
      try (TaskWorker _ = TaskWorker.serving(pool.settings(), TestTool.ASKING.tool())) {
        pool.start("k", "live", "asking", "");
        awaitSuspended(pool);
      }
      new GroupOfPool(pool).deleteAll(new TopicPartition(pool.topics.lifecycle(), 0));

      try (TaskWorker refusing = TaskWorker.serving(pool.settings(), TestTool.ASKING.tool())) {
        assertThatThrownBy(refusing::awaitShutdown)
            .hasMessageMatching(".*" + pool.topics.lifecycle() + "-0: records \\d+ to \\d+ .*")
            .hasMessageContaining("recovery.accept-loss");
      }
      try (TaskWorker _ =
          TaskWorker.serving(pool.settings("recovery.accept-loss=true"), TestTool.ECHO.tool())) {
        pool.start("k", "next", "echo", "");
        pool.awaitEnds(1);
      }
    }
  }

  @Test
  void aStartThatWasDeletedBeforeAnybodyReadItIsNamed() {
    try (TestPool pool = new TestPool("lost-start", 1)) {
      try (TaskWorker _ = TaskWorker.serving(pool.settings(), TestTool.ECHO.tool())) {
        pool.start("k", "first", "echo", "");
        pool.awaitEnds(1);
      }
      pool.start("k", "unread", "echo", "");
      pool.flush();
      new GroupOfPool(pool).deleteAll(new TopicPartition(pool.topics.commands(), 0));

      try (TaskWorker refusing = TaskWorker.serving(pool.settings(), TestTool.ECHO.tool())) {
        assertThatThrownBy(refusing::awaitShutdown)
            .hasMessageContaining(pool.topics.commands() + "-0: records 1 to 1 are");
      }
    }
  }

  @Test
  void partitionsWhoseTasksHaveAllEndedOutliveTheirRecords() {
    try (TestPool pool = new TestPool("idle", 2)) {
      int home = KeyPartitioner.partitionOf("k", 2);
      try (TaskWorker _ = TaskWorker.serving(pool.settings(), TestTool.ECHO.tool())) {
        pool.start("k", "first", "echo", "");
        pool.awaitEnds(1);
        // Forwarded in a transaction, whose end follows it in the log.
        pool.startIn(1 - home, "k", "second", "echo");
        pool.awaitEnds(2);
      }
      GroupOfPool time = new GroupOfPool(pool);
      for (int partition = 0; partition < 2; partition++) {
        time.deleteAll(new TopicPartition(pool.topics.lifecycle(), partition));
        time.deleteAll(new TopicPartition(pool.topics.commands(), partition));
      }

      try (TaskWorker _ = TaskWorker.serving(pool.settings(), TestTool.ECHO.tool())) {
        pool.start("k", "third", "echo", "");
        pool.startIn(1 - home, "k", "fourth", "echo");
        pool.awaitEnds(4);

        EachEndedOnce.in(pool, 4);
      }
    }
  }

  @Test
  void aTaskThatSleepsLongerThanTheTopicKeepsRecordsGoesOnAllTheSame() {
    Duration told = Duration.ofMinutes(1);
    // More than the part of it after which a worker appends again.
    Duration kept = told.dividedBy(2);
    DevInfraOptions impatient =
        DevInfraOptions.at(data)
            .withoutPostgres()
            .withKafkaConfig("log.retention.check.interval.ms", "500");
    try (DevInfra infra = DevInfra.startBriefly(impatient);
        TestPool pool = new TestPool(infra, "sleeper", 1)) {
      Settings settings = pool.settings("topics.retention.lifecycle=" + told.toSeconds() + "s");
      GroupOfPool time = new GroupOfPool(pool);
      try (TaskWorker _ = TaskWorker.serving(settings, ASKED.tool())) {
        pool.start("k", "sleeper", "asked", "");
        awaitSuspended(pool);
        time.keepLifecycle(kept);
        TopicPartition log = new TopicPartition(pool.topics.lifecycle(), 0);
        long written = time.endOf(log);

        Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> time.startOf(log) >= written);
        time.keepLifecycle(told);
      }

      try (TaskWorker _ = TaskWorker.serving(settings, ASKED.tool())) {
        pool.send(
            "k",
            """
            {"type":"background-task-resume-requested","taskId":"sleeper","commandId":"c","resumeData":1}\
            """);
        pool.awaitEnds(1);
      }
      assertThat(pool.ends()).allMatch(end -> end.type() == EventType.COMPLETED);
    }
  }

  private static void awaitSuspended(TestPool pool) {
    Awaitility.await()
        .until(
            () ->
                pool.events().stream()
                    .anyMatch(e -> e.task().state() instanceof TaskState.Suspended));
  }
}
