package io.offstage.worker.tool;

import io.offstage.task.HookRef;
import io.offstage.task.TaskEnd;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says how a tool runs in the background; what is not said is left to agents and defaults. */
public final class BackgroundBuilder {

  private @Nullable Disposition disposition;
  private @Nullable Duration timeout;
  private @Nullable Integer maxRetries;
  private @Nullable Duration waitTimeout;
  private final List<HookRef> hooks = new ArrayList<>();

  BackgroundBuilder() {}

  /** Where a call runs unless somebody says otherwise; {@code DEFERRED} by default. */
  public BackgroundBuilder byDefault(Disposition where) {
    disposition = where;
    return this;
  }

  /** How long one attempt may take; more than zero. */
  public BackgroundBuilder timeout(Duration ofOneAttempt) {
    timeout = positive(ofOneAttempt, "timeout");
    return this;
  }

  /** How often the tool's own failures are tried again; 0 or more. */
  public BackgroundBuilder maxRetries(int retries) {
    if (retries < 0) {
      throw new IllegalArgumentException("maxRetries: 0 or more, was " + retries);
    }
    maxRetries = retries;
    return this;
  }

  /** How long a plain stream waits for the next completion; more than zero. */
  public BackgroundBuilder waitTimeout(Duration ofAStream) {
    waitTimeout = positive(ofAStream, "waitTimeout");
    return this;
  }

  /** Starts this hook when a call has completed; several are all started. */
  public BackgroundBuilder onComplete(String hook) {
    return on(TaskEnd.COMPLETED, hook);
  }

  /** Starts this hook when a call has failed or timed out. */
  public BackgroundBuilder onFailed(String hook) {
    return on(TaskEnd.FAILED, hook);
  }

  /** Starts this hook when a call has been cancelled. */
  public BackgroundBuilder onCancelled(String hook) {
    return on(TaskEnd.CANCELLED, hook);
  }

  private BackgroundBuilder on(TaskEnd end, String hook) {
    hooks.add(
        HookRef.parse(hook)
            .filter(ref -> ref.on() == null)
            .orElseThrow(() -> new IllegalArgumentException("hook \"" + hook + "\": [pool/]name"))
            .on(end));
    return this;
  }

  Background build() {
    return new Background(true, disposition, timeout, maxRetries, waitTimeout, hooks);
  }

  private static Duration positive(Duration duration, String name) {
    if (!duration.isPositive()) {
      throw new IllegalArgumentException(name + ": more than zero, was " + duration);
    }
    return duration;
  }
}
