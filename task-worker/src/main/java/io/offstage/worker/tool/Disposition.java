package io.offstage.worker.tool;

/** Where a call runs, and who waits for it. */
public enum Disposition {
  /** Inline, in the run's own attempt. */
  FOREGROUND,
  /** Dispatched; the model gets an acknowledgement now and the result later. */
  DEFERRED,
  /** Dispatched, but this branch waits for the result. */
  AWAITED
}
