package io.offstage.gateway.materialize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.offstage.gateway.Materializer;
import io.offstage.task.RawJson;
import io.offstage.task.Task;
import io.offstage.task.TaskEvent;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MaterializerTest {

  private static final TaskEvent RUNNING = new TaskEvent.Started("worker");
  private static final TaskEvent COMPLETED = new TaskEvent.Completed(new RawJson("{}"));

  private final Deployment deployment = Deployment.create("retention.completed=1m");
  private final History history = new History(deployment, 1);

  @AfterEach
  void close() {
    history.close();
    deployment.close();
  }

  @Test
  void rowsEqualTheFoldWhileInstancesComeAndGo() throws Exception {
    try (Materializer first = Materializer.start(deployment.settings)) {
      history.play(200);
      try (Materializer second = Materializer.start(deployment.settings)) {
        history.play(200);
        await().until(() -> first.isReady() && second.isReady());
        history.play(200);
      }
      history.play(200);

      history.awaitEqual();
    }
    assertThat(history.expected()).hasSizeGreaterThan(100);
  }

  @Test
  void anEmptiedTableIsFilledAgain() throws Exception {
    try (Materializer materializer = Materializer.start(deployment.settings)) {
      history.play(200);
      history.awaitEqual();
      assertThat(materializer.isReady()).isTrue();

      empty();
      history.play(100);

      history.awaitEqual();
    }
    empty();
    try (Materializer _ = Materializer.start(deployment.settings)) {
      history.awaitEqual();
    }
  }

  private void empty() throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(deployment.settings.postgres().url(), "postgres", "");
        Statement statement = connection.createStatement()) {
      statement.execute("TRUNCATE tasks.task, tasks.live_task, tasks.applied_offset");
    }
  }

  @Test
  void aStartedTaskIsPendingUntilItsOwnerHasPassedIt() throws Exception {
    try (Materializer _ = Materializer.start(deployment.settings)) {
      history.inTransaction(
          () -> {
            history.begin("refused");
            history.begin("queued");
            history.begin("not-met-yet");
          });
      history.awaitEqual();
      assertThat(history.rows()).containsOnlyKeys("refused", "queued", "not-met-yet");

      history.inTransaction(() -> history.happen("queued", new TaskEvent.Queued(false)));
      ownersHavePassed("refused");
      ownersHavePassed("queued");

      await()
          .untilAsserted(
              () -> assertThat(history.rows()).containsOnlyKeys("queued", "not-met-yet"));
      assertThat(history.rows().get("queued")).startsWith("1 pending ");
    }
  }

  private void ownersHavePassed(String id) throws Exception {
    Task task = history.task(id);
    deployment
        .admin
        .alterConsumerGroupOffsets(
            deployment.topics.group(),
            Map.of(
                new TopicPartition(deployment.topics.commands(), task.startedFrom().partition()),
                new OffsetAndMetadata(task.startedFrom().offset() + 1)))
        .all()
        .get();
  }

  @Test
  void aLifecycleRecordThatNobodyUnderstandsStopsItsPartitionAlone() throws Exception {
    TopicPartition stopped = new TopicPartition(deployment.topics.lifecycle(), 0);
    long poison;
    try (Materializer materializer = Materializer.start(deployment.settings)) {
      history.play(100);
      history.awaitEqual();
      poison = deployment.database.taskReader().appliedOffsets().getOrDefault(stopped, 0L);
      history.inTransaction(
          () ->
              history.send(
                  "x".getBytes(StandardCharsets.UTF_8), new byte[] {'{'}, stopped.topic(), 0));
      history.play(100);

      history.awaitApplied(stopped);
      assertThat(deployment.database.taskReader().appliedOffsets()).containsEntry(stopped, poison);
      assertThat(materializer.isReady()).isTrue();
    }
    deployment
        .admin
        .deleteRecords(Map.of(stopped, RecordsToDelete.beforeOffset(poison + 1)))
        .all()
        .get();
    try (Materializer _ = Materializer.start(deployment.settings)) {
      history.awaitEqual();
    }
  }

  @Test
  void endedTasksGoByRetentionAndTombstones() throws Exception {
    try (History longAgo = new History(deployment, 2, Instant.now().minus(Duration.ofHours(1)));
        Materializer _ = Materializer.start(deployment.settings)) {
      longAgo.inTransaction(
          () -> {
            for (String id : List.of("old-running", "old-completed")) {
              longAgo.begin(id);
              longAgo.happen(id, RUNNING);
            }
            longAgo.happen("old-completed", COMPLETED);
          });
      history.inTransaction(
          () -> {
            history.begin("completed");
            history.happen("completed", RUNNING);
            history.happen("completed", COMPLETED);
            history.begin("compacted");
            history.happen("compacted", RUNNING);
            history.tombstone("compacted");
          });
      await()
          .untilAsserted(
              () -> assertThat(history.rows()).containsOnlyKeys("completed", "old-running"));
    }
  }
}
