package io.offstage.agent.run;

/** The worker is gone. */
final class Crash extends Error {

  private static final long serialVersionUID = 1;

  Crash() {
    super("crash", null, false, false);
  }
}
