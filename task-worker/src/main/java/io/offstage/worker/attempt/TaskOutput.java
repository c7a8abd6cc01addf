package io.offstage.worker.attempt;

import io.offstage.task.OutputMark;
import io.offstage.task.RawJson;
import io.offstage.task.Task;
import io.offstage.topic.OutputRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The output of one attempt. The first chunk goes at once, later ones wait for others; nothing goes
 * before {@link #open}; 1 MiB is on its way at most, then writers block.
 */
final class TaskOutput {

  private static final Duration COALESCING = Duration.ofMillis(30);
  private static final int RECORD_BYTES = 16 * 1024;
  private static final int BUFFER_BYTES = 1 << 20;

  private final OutputWriter writer;
  private final Task task;
  private final ChunkLimits.Budget budget;
  private final InFlight inFlight;
  private final CountDownLatch openOrClosed = new CountDownLatch(1);

  /** Guards the fields below; the tool's threads and the coalescing thread send in one order. */
  private final ReentrantLock order = new ReentrantLock();

  private final List<Batch> pending = new ArrayList<>();
  private long nextSeq;
  private boolean started;
  private boolean sendingLater;

  /** Written under {@link #order}, read without it by the owner, who must not wait. */
  private volatile boolean open;

  private volatile boolean closed;

  /** Chunks that become one record. */
  private static final class Batch {
    final List<String> after;
    final List<RawJson> chunks = new ArrayList<>();
    int bytes;

    Batch(List<String> after) {
      this.after = after;
    }
  }

  TaskOutput(OutputWriter writer, Task task, ChunkLimits.Budget budget) {
    this.writer = writer;
    this.task = task;
    this.budget = budget;
    this.nextSeq = task.output().nextSeq();
    this.inFlight = new InFlight(task.output(), BUFFER_BYTES);
  }

  /**
   * @throws InterruptedException also when the attempt has been asked to stop, or has ended
   * @throws IllegalArgumentException if the chunk is not JSON that can be kept
   */
  void append(RawJson chunk, List<String> after) throws InterruptedException {
    ChunkLimits.Fitted fitted = budget.limits().fit(chunk);
    inFlight.reserve(fitted.bytes());
    order.lock();
    try {
      if (closed) {
        inFlight.release(fitted.bytes());
        throw new InterruptedException("the attempt's output is closed");
      }
      ChunkLimits.Fitted taken = budget.take(fitted);
      if (taken == null) {
        inFlight.release(fitted.bytes());
        return;
      }
      inFlight.release(fitted.bytes() - taken.bytes());
      add(taken, after);
      sendOrWait();
    } finally {
      order.unlock();
    }
  }

  private void add(ChunkLimits.Fitted chunk, List<String> after) {
    Batch last = pending.isEmpty() ? null : pending.getLast();
    if (last == null || !after.isEmpty() || last.bytes >= RECORD_BYTES) {
      last = new Batch(after);
      pending.add(last);
    }
    last.chunks.add(chunk.chunk());
    last.bytes += chunk.bytes();
  }

  private void sendOrWait() {
    if (!open) {
      return;
    }
    if (!started || pending.size() > 1 || pending.getLast().bytes >= RECORD_BYTES) {
      send();
    } else if (!sendingLater) {
      sendingLater = true;
      writer.later(this::sendPending, COALESCING);
    }
  }

  private void sendPending() {
    order.lock();
    try {
      sendingLater = false;
      if (open) {
        send();
      }
    } finally {
      order.unlock();
    }
  }

  private void send() {
    int partition = writer.partitionOf(task);
    for (Batch batch : pending) {
      started = true;
      OutputRecord output =
          new OutputRecord(
              task.id(),
              task.attempts().attempt(),
              nextSeq,
              Instant.now(),
              batch.chunks,
              batch.after);
      nextSeq += batch.chunks.size();
      writer.send(output, partition, inFlight.sending(nextSeq, batch.bytes));
    }
    pending.clear();
  }

  /** Lets chunks leave. Does not block: nobody sends before. */
  void open() {
    if (open) {
      return;
    }
    order.lock();
    try {
      open = true;
      openOrClosed.countDown();
      if (!pending.isEmpty()) {
        writer.soon(this::sendPending);
      }
    } finally {
      order.unlock();
    }
  }

  /** Takes no more chunks; those that may leave do. Does not block. */
  void close() {
    closed = true;
    inFlight.close();
    openOrClosed.countDown();
    if (open) {
      writer.soon(this::sendPending);
    }
  }

  /**
   * Waits until the chunks so far are acknowledged, 30 s at most.
   *
   * @return what is in the topic for sure
   */
  OutputMark flush() throws InterruptedException {
    if (nothingToSay()) {
      return inFlight.mark();
    }
    if (openOrClosed.await(OutputWriter.FLUSH.toSeconds(), TimeUnit.SECONDS)) {
      sendPending();
      inFlight.await(OutputWriter.FLUSH);
    }
    return inFlight.mark();
  }

  /** Takes no more chunks and flushes. What may not leave by now is dropped. */
  OutputMark finish() {
    try {
      refuseMore();
      return flush();
    } catch (InterruptedException _) {
      return inFlight.mark();
    } finally {
      dropPending();
    }
  }

  private void refuseMore() {
    order.lock();
    try {
      closed = true;
      inFlight.close();
    } finally {
      order.unlock();
    }
  }

  private void dropPending() {
    order.lock();
    try {
      pending.clear();
    } finally {
      order.unlock();
    }
  }

  private boolean nothingToSay() {
    order.lock();
    try {
      return !started && pending.isEmpty();
    } finally {
      order.unlock();
    }
  }
}
