package io.offstage.worker.tool;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A call on a thread of its own, to be interrupted. */
public final class InterruptedCall {

  private final CompletableFuture<Throwable> thrown = new CompletableFuture<>();
  private final Thread thread;

  private InterruptedCall(Callable<?> call) {
    this.thread =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    call.call();
                  } catch (Exception e) {
                    thrown.complete(e);
                  }
                });
  }

  public static InterruptedCall begin(Callable<?> call) {
    return new InterruptedCall(call);
  }

  /** Interrupts it now; what it throws then. */
  public Throwable interrupt() throws Exception {
    thread.interrupt();
    return thrown.get(20, TimeUnit.SECONDS);
  }
}
