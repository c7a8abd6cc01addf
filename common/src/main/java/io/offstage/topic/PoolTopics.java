package io.offstage.topic;

import java.util.List;
import java.util.regex.Pattern;

/**
 * The names of a pool's three topics. Everything about a task stands in the same partition number
 * of each.
 *
 * @param prefix put before every name; may be empty
 * @param pool lower-case letters, digits and dashes
 */
public record PoolTopics(String prefix, String pool) {

  private static final Pattern POOL = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

  public PoolTopics {
    if (!POOL.matcher(pool).matches()) {
      throw new IllegalArgumentException(
          "pool name \"" + pool + "\": lower-case letters, digits and dashes, 63 at most");
    }
  }

  /** Commands: what is asked of the pool's workers. */
  public String commands() {
    return prefix + "background-tasks." + pool;
  }

  /** Lifecycle events: the state of every task; the source of truth. */
  public String lifecycle() {
    return prefix + "background-task-lifecycle." + pool;
  }

  /** Streamed chunks. */
  public String output() {
    return prefix + "background-task-output." + pool;
  }

  public List<String> all() {
    return List.of(commands(), lifecycle(), output());
  }

  /** The consumer group of the pool's workers, in which its commands' offsets are committed. */
  public String group() {
    return prefix + "offstage." + pool;
  }

  /** The limits that were set at run time; one topic for all pools. */
  public static String limits(String prefix) {
    return prefix + "background-task-limits";
  }

  /** Where records go that could not be understood; one topic for all pools. */
  public static String deadLetter(String prefix) {
    return prefix + "background-task-dead-letter";
  }
}
