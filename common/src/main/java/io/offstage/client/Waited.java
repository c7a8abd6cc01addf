package io.offstage.client;

import java.util.List;

/**
 * How a wait went.
 *
 * @param completed the tasks that have ended, in whichever way
 * @param pending ids of those that have not
 * @param timedOut whether the wait ended before what it waited for
 */
public record Waited(List<BackgroundTask> completed, List<String> pending, boolean timedOut) {

  /** What to wait for. */
  public enum Mode {
    ANY,
    ALL
  }

  public Waited {
    completed = List.copyOf(completed);
    pending = List.copyOf(pending);
  }
}
