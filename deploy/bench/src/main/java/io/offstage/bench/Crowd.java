package io.offstage.bench;

import io.offstage.task.MemoryScope;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;

/**
 * Many who follow streams of one gateway, each on a virtual thread, and note how long events of
 * {@link LifecycleLog} took to them. One that is cut stays away, which the count of deliveries
 * shows.
 */
final class Crowd implements AutoCloseable {

  private static final String TASK = "\"taskId\":\"task-";
  private static final long LOOK_EVERY_NANOS = 20_000_000;
  private static final long PATIENCE_NANOS = 20_000_000_000L;

  private final int port;
  private final AtomicLongArray produced;
  private final int warmUp;
  private final double[] millis;
  // Counted by all who follow, each at a place of its own in what was measured.
  private final AtomicInteger measured = new AtomicInteger();
  private final AtomicInteger delivered = new AtomicInteger();
  private final AtomicInteger connected = new AtomicInteger();
  private volatile boolean closed;

  /**
   * Nobody yet.
   *
   * @param produced when each event was, in nanoseconds
   * @param warmUp so many events count for nothing
   * @param most deliveries there may be
   */
  Crowd(int port, AtomicLongArray produced, int warmUp, int most) {
    this.port = port;
    this.produced = produced;
    this.warmUp = warmUp;
    this.millis = new double[most];
  }

  /** One more follows the tasks of a thread. */
  void join(MemoryScope scope) {
    Thread.ofVirtual().start(() -> follow(scope));
  }

  private void follow(MemoryScope scope) {
    try {
      URI stream =
          URI.create(
              "http://127.0.0.1:%d/api/background-tasks/stream?resourceId=%s&threadId=%s"
                  .formatted(port, scope.resourceId(), scope.threadId()));
      HttpURLConnection connection = (HttpURLConnection) stream.toURL().openConnection();
      try (BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8))) {
        read(lines);
      }
    } catch (IOException e) {
      if (!closed) {
        throw new IllegalStateException("a stream was cut", e);
      }
    }
  }

  private void read(BufferedReader lines) throws IOException {
    boolean greeted = false;
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (!greeted && line.isEmpty()) {
        greeted = true;
        connected.incrementAndGet();
      }
      int at = line.indexOf(TASK);
      if (at >= 0) {
        int from = at + TASK.length();
        deliver(Integer.parseInt(line.substring(from, line.indexOf('"', from))));
      }
    }
  }

  private void deliver(int event) {
    if (event >= warmUp) {
      millis[measured.getAndIncrement()] = (System.nanoTime() - produced.get(event)) / 1e6;
    }
    delivered.incrementAndGet();
  }

  /** Returns when so many streams have begun. */
  void awaitConnected(int count) {
    await(connected, count);
  }

  /** Returns when every event has come to everybody it was for. */
  void awaitDeliveries() {
    await(delivered, millis.length);
  }

  private static void await(AtomicInteger counter, int count) {
    long moved = System.nanoTime();
    int before = counter.get();
    while (counter.get() < count) {
      LockSupport.parkNanos(LOOK_EVERY_NANOS);
      if (counter.get() > before) {
        before = counter.get();
        moved = System.nanoTime();
      } else if (System.nanoTime() - moved > PATIENCE_NANOS) {
        throw new IllegalStateException("%,d of %,d came".formatted(before, count));
      }
    }
  }

  int delivered() {
    return delivered.get();
  }

  /** In milliseconds. */
  Samples deliveries() {
    return new Samples(Arrays.copyOf(millis, measured.get()));
  }

  /** From now on streams may be cut, as they are when their gateway ends. */
  @Override
  public void close() {
    closed = true;
  }
}
