package io.offstage.agent.model;

/** Takes deltas in order, on the thread that made the call. */
@FunctionalInterface
public interface DeltaSink {

  void take(Delta delta) throws InterruptedException;
}
