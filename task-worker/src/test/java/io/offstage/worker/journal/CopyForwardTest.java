package io.offstage.worker.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CopyForwardTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final int RECORD = 100;

  private final LiveOffsets live = new LiveOffsets(0);
  private final Map<Long, String> tasks = new HashMap<>();
  private final Map<String, Integer> slots = new HashMap<>();
  private Instant now = START;
  private long copies;

  @Test
  void oneLongTaskBesideManyShortOnesIsCopiedOncePerBound() {
    CopyForward forward = forward(1_000, 1 << 30);
    append(forward, "long", true);
    for (int i = 0; i < 20_000; i++) {
      append(forward, "short" + i, false);
      copy(forward);

      assertThat(live.end() - live.floor()).isLessThanOrEqualTo(1_000);
    }
    assertThat(copies).isBetween(20L, 24L);
  }

  @Test
  void howeverTasksEndTheFloorStaysWithinTwiceTheLiveOnes() {
    SplittableRandom random = new SplittableRandom(7);
    CopyForward forward = forward(200, 1 << 30);
    for (int i = 0; i < 50_000; i++) {
      boolean grows = i % 20_000 < 8_000;
      append(forward, "t" + random.nextInt(3_000), grows || random.nextInt(4) == 0);
      copy(forward);

      assertThat(live.end() - live.floor())
          .isLessThanOrEqualTo(Math.max(200, 2L * live.size()) + 16);
    }
    assertThat(copies).isLessThan(100_000);
  }

  @Test
  void bytesBoundTheFloorToo() {
    CopyForward forward = forward(1_000_000, 100 * RECORD);
    append(forward, "long", true);
    for (int i = 0; i < 2_000; i++) {
      append(forward, "short" + i, false);
      copy(forward);

      assertThat((live.end() - live.floor()) * RECORD).isLessThanOrEqualTo(100 * RECORD);
      assertThat((live.end() - forward.readable()) * RECORD).isLessThanOrEqualTo(100 * RECORD);
    }
  }

  @Test
  void liveTasksThatTakeMoreThanTheBytesAreNotCopiedForEver() {
    CopyForward forward = forward(1_000_000, 10 * RECORD);
    for (int i = 0; i < 100; i++) {
      append(forward, "t" + i, true);
    }
    for (int i = 0; i < 1_000; i++) {
      copy(forward);
    }

    assertThat(copies).isLessThanOrEqualTo(200);
  }

  @Test
  void whatIsOldIsCopiedAlthoughNothingElseHappens() {
    CopyForward forward = forward(1_000, 1 << 30);
    append(forward, "long", true);
    now = now.plus(Duration.ofMinutes(9));
    assertThat(forward.next(10, now)).isEmpty();
    now = now.plus(Duration.ofMinutes(2));
    assertThat(forward.next(10, now)).containsExactly(0L);
    copy(forward);

    assertThat(forward.next(10, now)).isEmpty();
  }

  @Test
  void aPassFollowsABoundThatFallsWhileItWorks() {
    CopyForward forward = forward(6, 1 << 30);
    for (int i = 0; i < 8; i++) {
      append(forward, "t" + i, true);
    }
    for (int i = 0; i < 7; i++) {
      append(forward, "short" + i, false);
    }
    assertThat(forward.next(3, now)).containsExactly(0L, 1L, 2L);
    for (int i = 0; i < 3; i++) {
      append(forward, "t" + i, true);
    }

    for (int i = 4; i < 8; i++) {
      append(forward, "t" + i, false);
    }
    for (int i = 7; i < 14; i++) {
      append(forward, "short" + i, false);
    }

    assertThat(forward.isLate()).isTrue();
    assertThat(forward.next(10, now)).containsExactly(3L, 15L, 16L, 17L);
  }

  private static RecoveryBounds bounds(long records, long bytes) {
    return RecoveryBounds.of(records, bytes, Duration.ofMinutes(40));
  }

  private CopyForward forward(long records, long bytes) {
    return new CopyForward(bounds(records, bytes), live);
  }

  private void append(CopyForward forward, String task, boolean lives) {
    long at = live.end();
    tasks.put(at, task);
    live.committed(slots.computeIfAbsent(task, _ -> slots.size()), lives, at);
    forward.written(at, RECORD, now.toEpochMilli());
  }

  private void copy(CopyForward forward) {
    List<Long> next = forward.next(16, now);
    for (long at : next) {
      append(forward, tasks.getOrDefault(at, "nobody"), true);
    }
    copies += next.size();
  }
}
