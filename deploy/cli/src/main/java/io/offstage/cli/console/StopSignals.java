package io.offstage.cli.console;

import java.lang.reflect.Proxy;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * SIGINT and SIGTERM as a value: the first one lets the command end in order, the second one ends
 * the process at once. The JVM's own reaction, shutdown hooks and all, is replaced.
 */
public final class StopSignals {

  private final CompletableFuture<Integer> exitCode = new CompletableFuture<>();
  private final Thread starting;

  /** Guarded by this: whether the thread has started what it starts, and waits. */
  private boolean waiting;

  private StopSignals(Thread starting) {
    this.starting = starting;
  }

  /** Listens from now on; a signal also interrupts the calling thread, which may be starting. */
  public static StopSignals listen() {
    StopSignals signals = new StopSignals(Thread.currentThread());
    signals.on("INT", ExitCode.INTERRUPTED);
    signals.on("TERM", ExitCode.TERMINATED);
    return signals;
  }

  /** By reflection: javac warns of {@code sun.misc.Signal} whatever one says, and has no other. */
  private void on(String signal, int code) {
    try {
      Class<?> type = Class.forName("sun.misc.Signal");
      Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
      Object handler =
          Proxy.newProxyInstance(
              handlerType.getClassLoader(),
              new Class<?>[] {handlerType},
              (_, method, _) -> {
                if (method.getName().equals("handle")) {
                  received(code);
                }
                return null;
              });
      type.getMethod("handle", type, handlerType)
          .invoke(null, type.getConstructor(String.class).newInstance(signal), handler);
    } catch (ReflectiveOperationException unsupported) {
      // The JVM's own reaction stays: shutdown hooks, then the same exit code.
    }
  }

  private synchronized void received(int code) {
    if (!exitCode.complete(code)) {
      Runtime.getRuntime().halt(code);
    }
    if (!waiting) {
      starting.interrupt();
    }
  }

  /** The exit code of the signal, if one has come. */
  public OptionalInt received() {
    return exitCode.isDone() ? OptionalInt.of(exitCode.join()) : OptionalInt.empty();
  }

  /**
   * Waits for a signal.
   *
   * @param ended ends the waiting too; its failure is thrown
   * @return the exit code of the signal; 0 when the other ended first, well
   */
  public int await(CompletableFuture<Void> ended) throws Throwable {
    synchronized (this) {
      // From here on a signal completes what is waited for, and leaves the thread alone: it has to
      // close what runs.
      waiting = true;
      Thread.interrupted();
    }
    try {
      Object first = CompletableFuture.anyOf(exitCode, ended).get();
      return first instanceof Integer code ? code : ExitCode.OK;
    } catch (InterruptedException signalled) {
      return received().orElseThrow(() -> signalled);
    } catch (ExecutionException failed) {
      throw failed.getCause() == null ? failed : failed.getCause();
    }
  }
}
