package io.offstage.cli.console;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

/** Something that goes on until it is closed. */
public interface Running extends AutoCloseable {

  /** Fails when it could not go on by itself. */
  CompletableFuture<Void> ended();

  /** Whether it does its work already. */
  default boolean isReady() {
    return true;
  }

  /** Drains and ends it. */
  @Override
  void close();

  /**
   * Starts it, waits for a signal, and closes it.
   *
   * @return the exit code: the signal's, 0 when it ended by itself
   * @throws Exception what starting threw, or why it could not go on
   */
  static int untilStopped(Terminal terminal, Callable<? extends Running> start) throws Exception {
    StopSignals signals = StopSignals.listen();
    try (Running running = start.call()) {
      int code = signals.await(running.ended());
      if (code != ExitCode.OK) {
        terminal.say("Stopping in order; once more to stop at once.");
      }
      return code;
    } catch (Throwable failure) {
      if (signals.received().isPresent()) {
        return signals.received().getAsInt();
      }
      throw failure instanceof Exception e ? e : new IllegalStateException(failure);
    }
  }
}
