package io.offstage.topic;

import io.offstage.task.TaskState.Waiting;
import io.offstage.task.TaskState.Waiting.Why;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The wire names of the ways in which a run waits. */
enum WaitMode {
  ANY("any", Why.TURN, false),
  ALL("all", Why.TURN, true),
  VERDICTS("verdicts", Why.VERDICTS, true),
  IDLE("idle", Why.IDLE, false),
  IDLE_ALL("idle-all", Why.IDLE, true);

  private final String wireName;
  private final Why why;
  private final boolean all;

  WaitMode(String wireName, Why why, boolean all) {
    this.wireName = wireName;
    this.why = why;
    this.all = all;
  }

  String wireName() {
    return wireName;
  }

  static WaitMode of(Waiting waiting) {
    return Arrays.stream(values())
        .filter(mode -> mode.why == waiting.why() && mode.all == waiting.all())
        .findFirst()
        .orElse(VERDICTS);
  }

  static Optional<WaitMode> ofWireName(String name) {
    return Arrays.stream(values()).filter(mode -> mode.wireName.equals(name)).findFirst();
  }

  static List<String> wireNames() {
    return Arrays.stream(values()).map(WaitMode::wireName).toList();
  }

  Waiting waiting(Set<String> children, @Nullable Instant until) {
    return new Waiting(children, all, until, why);
  }
}
