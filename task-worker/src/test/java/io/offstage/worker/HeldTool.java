package io.offstage.worker;

import io.offstage.worker.tool.Tool;
import io.offstage.worker.tool.ToolContext;

/** A tool whose attempts stay while it is shut. Its monitor guards both fields. */
final class HeldTool {

  private final String name;
  private boolean shut;
  private int inside;

  HeldTool(String name) {
    this.name = name;
  }

  Tool tool() {
    return new TestTool(name, this::pass).tool();
  }

  private synchronized Object pass(ToolContext context) throws InterruptedException {
    inside++;
    notifyAll();
    while (shut) {
      wait();
    }
    inside--;
    return context.attempt();
  }

  /** What begins from now on stays. */
  synchronized void shut() {
    shut = true;
  }

  synchronized void open() {
    shut = false;
    notifyAll();
  }

  /** Returns when an attempt has begun that stays. */
  synchronized void awaitAttempt() throws InterruptedException {
    while (inside == 0) {
      wait();
    }
  }
}
