package io.offstage.task;

import java.util.Optional;

/** What happens to a task that finds the limit of its key reached. */
public enum Backpressure {
  /** It waits for its turn. */
  QUEUE("queue"),
  /** It fails with code {@code rejected}. */
  REJECT("reject"),
  /** It is handed back to its parent run, which makes the call inline. */
  FALLBACK_SYNC("fallback-sync");

  private final String wireName;

  Backpressure(String wireName) {
    this.wireName = wireName;
  }

  public String wireName() {
    return wireName;
  }

  public static Optional<Backpressure> ofWireName(String name) {
    for (Backpressure b : values()) {
      if (b.wireName.equals(name)) {
        return Optional.of(b);
      }
    }
    return Optional.empty();
  }
}
