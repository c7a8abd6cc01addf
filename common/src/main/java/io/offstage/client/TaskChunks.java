package io.offstage.client;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What happens to tasks, without end. A connection that ends or breaks is made again from where it
 * was, by any gateway.
 */
final class TaskChunks extends ChunkStream {

  private static final int MOST_FAILURES_IN_A_ROW = 30;
  private static final String GAP = "gap";

  private final Function<@Nullable String, SseConnection> connect;
  // Replaced by the iterating thread, closed by any.
  private final AtomicReference<SseConnection> connection;
  private volatile boolean closed; // set by any thread
  private @Nullable String cursor;
  private int failures;

  /**
   * Connects at once.
   *
   * @param connect given the cursor to go on from, null for the beginning
   */
  TaskChunks(Function<@Nullable String, SseConnection> connect) {
    this.connect = connect;
    this.connection = new AtomicReference<>(connect.apply(null));
  }

  @Override
  Optional<Chunk> next() {
    while (!closed) {
      SseConnection current = connection.get();
      try {
        Optional<SseParser.Event> event = current.next();
        if (event.isPresent()) {
          failures = 0;
          cursor = event.get().lastId();
          return Optional.of(chunk(event.get()));
        }
      } catch (IOException e) {
        failures++;
      } catch (InterruptedException e) {
        throw interrupted(e);
      }
      reconnect(current);
    }
    return Optional.empty();
  }

  /** A gap has a type of its own in place of a chunk's. */
  private static Chunk chunk(SseParser.Event event) {
    if (event.event().equals(GAP)) {
      return Chunk.parse(ClientJson.object().put("type", GAP).toString());
    }
    return Chunk.parse(event.data());
  }

  private void reconnect(SseConnection ended) {
    GatewayHttp.closeQuietly(ended);
    while (!closed) {
      try {
        Thread.sleep(ended.retryMillis());
        SseConnection next = connect.apply(cursor);
        connection.set(next);
        if (closed) {
          GatewayHttp.closeQuietly(next);
        }
        return;
      } catch (InterruptedException e) {
        throw interrupted(e);
      } catch (OffstageException e) {
        failures++;
        boolean mayPass = e.status() == 0 || e.status() == 429 || e.status() >= 500;
        if (!mayPass || failures > MOST_FAILURES_IN_A_ROW) {
          throw e;
        }
      }
    }
  }

  private static OffstageException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new OffstageException("interrupted while waiting for the next event", e);
  }

  @Override
  public void close() {
    closed = true;
    GatewayHttp.closeQuietly(connection.get());
  }
}
