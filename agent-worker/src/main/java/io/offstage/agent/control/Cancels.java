package io.offstage.agent.control;

import io.offstage.task.Place;
import io.offstage.task.TraceContext;
import io.offstage.topic.Command;
import org.jspecify.annotations.Nullable;

/** The way to the owners of tasks. */
@FunctionalInterface
public interface Cancels {

  /**
   * Returns when the broker has the command; what the owner says comes as the task's end. May be
   * repeated.
   *
   * @param trace what the command belongs to; null for nothing
   * @throws InterruptedException also when the thread is interrupted while it waits
   */
  void send(Place to, Command.Cancel cancel, @Nullable TraceContext trace)
      throws InterruptedException;
}
