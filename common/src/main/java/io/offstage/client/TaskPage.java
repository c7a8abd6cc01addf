package io.offstage.client;

import java.util.List;

/**
 * Part of the tasks that a query asked for.
 *
 * @param tasks in the order asked for
 * @param total how many there are on all pages
 */
public record TaskPage(List<BackgroundTask> tasks, long total) {
  public TaskPage {
    tasks = List.copyOf(tasks);
  }
}
