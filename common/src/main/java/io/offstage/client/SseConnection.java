package io.offstage.client;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One response that is a stream of events. A virtual thread reads ahead, a little, so that the one
 * that takes events can stop waiting: a gateway sends something at least every 15 seconds.
 */
final class SseConnection implements Closeable {

  private static final Duration SILENCE = Duration.ofSeconds(60);
  private static final int READ_AHEAD = 256;

  private final InputStream body;
  private final SseParser parser = new SseParser();
  // Between the reading thread and the taking one, which have no owner in common.
  private final BlockingQueue<Line> lines = new ArrayBlockingQueue<>(READ_AHEAD);
  private volatile boolean closed; // set by any thread, read by both

  /** What the reading thread found. */
  private sealed interface Line {
    record Text(String text) implements Line {}

    record End(@Nullable IOException failure) implements Line {}
  }

  SseConnection(InputStream body) {
    this.body = body;
    Thread.ofVirtual().name("offstage-client-stream").start(this::read);
  }

  private void read() {
    try {
      Line.End end = readAll();
      while (!closed && !lines.offer(end, 1, TimeUnit.SECONDS)) {}
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Line.End readAll() throws InterruptedException {
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        while (!lines.offer(new Line.Text(line), 1, TimeUnit.SECONDS)) {
          if (closed) {
            return new Line.End(null);
          }
        }
      }
      return new Line.End(null);
    } catch (IOException e) {
      return new Line.End(e);
    }
  }

  /**
   * The next event; empty when the response has ended.
   *
   * @throws IOException when the connection broke or nothing came for a minute
   */
  Optional<SseParser.Event> next() throws IOException, InterruptedException {
    while (!closed) {
      Line line = lines.poll(SILENCE.toMillis(), TimeUnit.MILLISECONDS);
      switch (line) {
        case null -> throw new IOException("nothing came for " + SILENCE.toSeconds() + " s");
        case Line.Text(String text) -> {
          Optional<SseParser.Event> event = parser.line(text);
          if (event.isPresent()) {
            return event;
          }
        }
        case Line.End(IOException failure) -> {
          lines.add(line);
          if (failure != null && !closed) {
            throw failure;
          }
          return Optional.empty();
        }
      }
    }
    return Optional.empty();
  }

  long retryMillis() {
    return parser.retryMillis();
  }

  /** Idempotent; ends a {@link #next} that waits. */
  @Override
  public void close() throws IOException {
    closed = true;
    body.close();
  }
}
