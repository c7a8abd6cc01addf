package io.offstage.worker.attempt;

import io.offstage.task.OutputMark;
import java.time.Duration;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The chunks of one attempt that are buffered or sent and not yet acknowledged, and how far the
 * acknowledgements reach without a gap.
 *
 * <p>Guarded by its own monitor, since the attempt's threads and the producer's meet here. It is
 * never held while something is sent: the producer frees its memory only after its callbacks.
 */
final class InFlight {

  private final ArrayDeque<Sent> sent = new ArrayDeque<>();
  private final int mostBytes;
  private OutputMark mark;
  private int bytes;
  private long handedOver;
  private long done;
  private boolean gap;
  private boolean closed;

  InFlight(OutputMark mark, int mostBytes) {
    this.mark = mark;
    this.mostBytes = mostBytes;
  }

  /** One record on its way. */
  final class Sent {
    private final long endSeq;
    private final int size;
    private boolean decided;
    private @Nullable Long offset;

    private Sent(long endSeq, int size) {
      this.endSeq = endSeq;
      this.size = size;
    }

    void acknowledged(long at) {
      decide(this, at);
    }

    void failed() {
      decide(this, null);
    }
  }

  /**
   * Waits until so many bytes more fit, or nothing else is on its way.
   *
   * @throws InterruptedException also when closed
   */
  synchronized void reserve(int more) throws InterruptedException {
    while (!closed && bytes > 0 && bytes + more > mostBytes) {
      wait();
    }
    if (closed) {
      throw new InterruptedException("the attempt's output is closed");
    }
    bytes += more;
  }

  synchronized void release(int less) {
    bytes -= less;
    notifyAll();
  }

  /** Whoever waits for room stops waiting. */
  synchronized void close() {
    closed = true;
    notifyAll();
  }

  /**
   * A record is about to be sent; called in the order of the records.
   *
   * @param endSeq the number after its last chunk's
   * @param size what was reserved for its chunks
   */
  synchronized Sent sending(long endSeq, int size) {
    Sent one = new Sent(endSeq, size);
    sent.add(one);
    handedOver++;
    return one;
  }

  private synchronized void decide(Sent one, @Nullable Long offset) {
    one.decided = true;
    one.offset = offset;
    for (Sent first = sent.peek(); first != null && first.decided; first = sent.peek()) {
      sent.remove();
      done++;
      bytes -= first.size;
      gap |= first.offset == null;
      if (!gap) {
        mark = new OutputMark(mark.from() == null ? first.offset : mark.from(), first.endSeq);
      }
    }
    notifyAll();
  }

  /** Waits until everything that has been sent so far is decided. */
  synchronized void await(Duration most) throws InterruptedException {
    long deadline = System.nanoTime() + most.toNanos();
    long target = handedOver;
    while (done < target) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        return;
      }
      wait(left / 1_000_000 + 1);
    }
  }

  synchronized OutputMark mark() {
    return mark;
  }
}
