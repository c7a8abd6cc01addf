package io.offstage.worker;

import io.offstage.worker.tool.Tool;
import io.offstage.worker.tool.ToolContext;

/** A tool whose attempts stay while it is shut. Its monitor guards both fields. */
final class HeldTool {

  private final String name;
  private boolean shut;
  private int inside;

  /** Open. */
  HeldTool(String name) {
    this.name = name;
  }

  static HeldTool shut(String name) {
    HeldTool held = new HeldTool(name);
    held.shut();
    return held;
  }

  Tool tool() {
    return new TestTool(name, this::pass).tool();
  }

  private synchronized Object pass(ToolContext context) throws InterruptedException {
    inside++;
    notifyAll();
    try {
      while (shut) {
        wait();
      }
      return context.attempt();
    } finally {
      inside--;
    }
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
