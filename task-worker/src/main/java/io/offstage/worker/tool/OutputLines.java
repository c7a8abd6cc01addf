package io.offstage.worker.tool;

import io.offstage.worker.process.ChildProcess;
import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a program's output, read on a thread of their own so that waiting for the next one
 * can be interrupted. A bounded number of lines is held; behind them the program waits.
 */
final class OutputLines implements AutoCloseable {

  private static final int HELD = 64;

  private sealed interface Read {}

  private record Line(String text) implements Read {}

  private record Ended() implements Read {}

  private record LineTooLong() implements Read {}

  private final BlockingQueue<Read> read = new ArrayBlockingQueue<>(HELD);
  private final Thread reader;

  /**
   * @param most bytes of one line
   */
  OutputLines(ChildProcess child, int most) {
    BoundedBody body = new BoundedBody(child.output(), most);
    reader = child.reader("output", () -> readAll(body));
  }

  private void readAll(BoundedBody body) {
    try {
      for (String line = body.line(); line != null; line = body.line()) {
        read.put(new Line(line));
      }
      read.put(new Ended());
    } catch (BoundedBody.TooLarge _) {
      tell(new LineTooLong());
    } catch (IOException _) {
      tell(new Ended());
    } catch (InterruptedException _) {
      // Nobody listens any more.
    }
  }

  private void tell(Read end) {
    try {
      read.put(end);
    } catch (InterruptedException _) {
      // Nobody listens any more.
    }
  }

  /** The next line without its end, or null after the last; waits for it without a deadline. */
  @Nullable String next() throws InterruptedException, BoundedBody.TooLarge {
    return switch (read.take()) {
      case Line(String text) -> text;
      case Ended _ -> null;
      case LineTooLong _ -> throw new BoundedBody.TooLarge();
    };
  }

  /** To be called when the program has ended. */
  @Override
  public void close() {
    reader.interrupt();
  }
}
