package io.offstage.worker.attempt;

/**
 * A handle on an attempt, for its owner. Every method returns at once and may be called more than
 * once.
 */
public interface RunningAttempt {

  /** Its running event is durable: output may leave the worker from now on. */
  void openOutput();

  /** Asks the code to stop: its thread is interrupted. What it says afterwards is stale. */
  void interrupt();
}
