package io.offstage.gateway.tail;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SubscriptionTest {

  private static final TopicPartition PARTITION = new TopicPartition("lifecycle", 0);

  private static LifecycleRecord record(
      long offset, String run, @Nullable String thread, @Nullable String parent, int size) {
    return new LifecycleRecord(
        new TailEvent.Source("tools", PARTITION, offset, Reading.outside(PARTITION, offset + 1), 0),
        new TaskScope("task", "agent", run, thread, "user", parent),
        "running",
        1,
        new byte[size]);
  }

  private static Subscription subscription(Interest interest, int events, long bytes) {
    Positions start = Positions.of(List.of(PARTITION), new long[] {0});
    return new Subscription(
        interest, start, Map.of(), List.of(), new Subscription.Bounds(events, bytes), _ -> {});
  }

  private static final Interest ALL = new Interest(Set.of(), null, null, null, null, null);

  @Test
  void aReaderThatFallsBehindGetsWhatWaitsAndThenTheEnd() throws Exception {
    Subscription slow = subscription(ALL, 2, 1_000);
    Subscription quick = subscription(ALL, 2, 1_000);
    Subscribers subscribers = new Subscribers();
    subscribers.add(slow);
    subscribers.add(quick);
    for (int i = 0; i < 4; i++) {
      LifecycleRecord record = record(i, "run", null, null, 10);
      subscribers.dispatch(record, record.scope());
      assertThat(quick.poll(Duration.ZERO)).isEqualTo(record);
    }

    assertThat(slow.isOver()).isFalse();
    assertThat(slow.poll(Duration.ZERO)).isNotNull();
    assertThat(slow.poll(Duration.ZERO)).isNotNull();
    assertThat(slow.poll(Duration.ofMinutes(1))).isNull();
    assertThat(slow.isOver()).isTrue();
    assertThat(quick.isOver()).isFalse();
  }

  @Test
  void bytesAreBoundedToo() throws Exception {
    Subscription subscription = subscription(ALL, 100, 25);
    for (int i = 0; i < 3; i++) {
      subscription.offer(record(i, "run", null, null, 10));
    }

    assertThat(subscription.poll(Duration.ZERO)).isNotNull();
    assertThat(subscription.poll(Duration.ZERO)).isNotNull();
    assertThat(subscription.isOver()).isTrue();
  }

  @Test
  void everyConditionOfAnInterestCounts() throws Exception {
    Map<Interest, Integer> expected =
        Map.of(
            ALL,
            3,
            new Interest(Set.of("task"), null, null, null, null, null),
            3,
            new Interest(Set.of(), "agent", null, "t1", null, null),
            1,
            Interest.inRun("r1", null),
            2,
            Interest.inRun("r1", Set.of("user")),
            2,
            Interest.inRun("r1", Set.of("other")),
            0,
            new Interest(Set.of(), "other", null, null, "user", null),
            0);
    for (Map.Entry<Interest, Integer> one : expected.entrySet()) {
      Subscribers subscribers = new Subscribers();
      Subscription subscription = subscription(one.getKey(), 10, 1_000);
      subscribers.add(subscription);
      for (LifecycleRecord record :
          List.of(
              record(0, "r1", "t1", null, 1),
              record(1, "own", null, "r1", 1),
              record(2, "r2", "t2", null, 1))) {
        subscribers.dispatch(record, record.scope());
      }
      int got = 0;
      while (subscription.poll(Duration.ZERO) != null) {
        got++;
      }
      assertThat(got).as(one.getKey().toString()).isEqualTo(one.getValue());
    }
  }

  @Test
  void aCursorSurvivesItsText() throws Exception {
    TailOptions options =
        new TailOptions(Map.of(), "p.", List.of("tools", "agents"), new Subscription.Bounds(1, 1));
    List<TopicPartition> partitions =
        List.of(
            new TopicPartition("p.background-task-lifecycle.agents", 0),
            new TopicPartition("p.background-task-output.agents", 0),
            new TopicPartition("p.background-task-lifecycle.tools", 0),
            new TopicPartition("p.background-task-lifecycle.tools", 1),
            new TopicPartition("p.background-task-output.tools", 0),
            new TopicPartition("p.background-task-output.tools", 1));
    Positions positions = Positions.of(partitions, new long[] {1, 2, 3, 40, 500, 6_000_000});
    java.time.Instant at = java.time.Instant.ofEpochMilli(1_700_000_000_000L);

    String text = Cursor.text(at, positions, options);

    assertThat(text).isEqualTo("1~loyw3v28~agents~1~2~tools~3.14~dw.3klmo");
    assertThat(Cursor.of(text, options)).isEqualTo(new Cursor(at, positions.asMap()));
  }
}
