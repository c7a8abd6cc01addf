package io.offstage.agent.control;

import io.offstage.task.Place;
import io.offstage.topic.Command;

/** The way to the owners of tasks. */
@FunctionalInterface
public interface Cancels {

  /**
   * Returns when the broker has the command; what the owner says comes as the task's end. May be
   * repeated.
   *
   * @throws InterruptedException also when the thread is interrupted while it waits
   */
  void send(Place to, Command.Cancel cancel) throws InterruptedException;
}
