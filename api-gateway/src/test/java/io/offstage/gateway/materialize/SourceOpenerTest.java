package io.offstage.gateway.materialize;

import static org.assertj.core.api.Assertions.assertThat;

import io.offstage.store.TaskBatch;
import io.offstage.topic.PoolRules;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SourceOpenerTest {

  private final Deployment deployment = Deployment.create();
  private final History history = new History(deployment, 5);
  private final PoolLog pool =
      new PoolLog(
          deployment.topics,
          PoolRules.of(Deployment.POOL),
          Deployment.PARTITIONS,
          Deployment.PARTITIONS);
  private final PatientTable table =
      new PatientTable(deployment.database.taskWriter(), deployment.database.taskReader());
  private final String group = deployment.topics.prefix() + "group";
  private final SourceOpener opener =
      new SourceOpener(
          group,
          new LogOffsets(deployment.admin),
          table,
          new Replay(deployment.settings.kafka().clientProperties(), table, 50));

  @BeforeEach
  void migrate() {
    deployment.database.migrate(Duration.ofSeconds(30));
  }

  @AfterEach
  void close() {
    history.close();
    deployment.close();
  }

  @Test
  void whatTheGroupHasCommittedAndPostgresLacksIsReadFirst() throws Exception {
    history.play(200);
    commitAll();

    for (int p = 0; p < Deployment.PARTITIONS; p++) {
      assertThat(opener.open(pool.folds(p))).noneMatch(Source::stopped);
    }

    history.awaitEqual();
  }

  @Test
  void aStoppedPartitionGoesOnWithoutAGapOnceItCan() throws Exception {
    TopicPartition stopped = new TopicPartition(deployment.topics.lifecycle(), 0);
    history.play(100);
    long poison = new LogEnds(deployment).settled(stopped);
    history.inTransaction(
        () ->
            history.send(
                "x".getBytes(StandardCharsets.UTF_8), new byte[] {'{'}, stopped.topic(), 0));
    history.play(100);
    commitAll();
    for (int p = 1; p < Deployment.PARTITIONS; p++) {
      opener.open(pool.folds(p));
    }
    Source source =
        opener.open(pool.folds(0)).stream()
            .filter(s -> s.partition().equals(stopped))
            .findFirst()
            .orElseThrow();
    opener.retry(source);
    assertThat(source.stopped()).isTrue();
    assertThat(source.reached()).isLessThanOrEqualTo(poison);

    deployment
        .admin
        .deleteRecords(Map.of(stopped, RecordsToDelete.beforeOffset(poison + 1)))
        .all()
        .get();
    opener.retry(source);
    assertThat(source.stopped()).isFalse();
    history.awaitEqual();
  }

  @Test
  void aLogThatEndsBeforeWhatWasAppliedIsNotSkipped() throws Exception {
    TopicPartition remade = new TopicPartition(deployment.topics.commands(), 0);
    deployment
        .database
        .taskWriter()
        .apply(new TaskBatch(List.of(new TaskBatch.Slice(remade, 0, 1_000, List.of()))));

    assertThat(opener.open(pool.folds(0)))
        .filteredOn(Source::stopped)
        .extracting(Source::partition)
        .containsExactly(remade);
  }

  /** The group has been handed out everything; markers may follow a commit by a moment. */
  private void commitAll() throws Exception {
    Map<TopicPartition, OffsetAndMetadata> ends = new HashMap<>();
    for (int p = 0; p < Deployment.PARTITIONS; p++) {
      for (TopicPartition partition : pool.folds(p).keySet()) {
        ends.put(partition, new OffsetAndMetadata(new LogEnds(deployment).settled(partition)));
      }
    }
    deployment.admin.alterConsumerGroupOffsets(group, ends).all().get();
  }
}
