package io.offstage.worker.mcp;

import io.offstage.worker.tool.McpServer;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The connection to one server, if there is one. A connection that is retired takes no more calls
 * and ends with its last. {@code connecting} is held while one is made, so that only one is;
 * everything else that changes is guarded by this object's monitor, which nobody holds while
 * waiting.
 */
final class McpSlot implements AutoCloseable {

  /** Then a new connection takes over; see {@link McpConnection#cancelledCalls}. */
  private static final int MOST_CANCELLED = 1_000;

  private final McpServer server;
  private final McpServers.Limits limits;
  private final Room makeRoom;
  private final Runnable freeRoom;
  private final AtomicLong changes;
  private final ReentrantLock connecting = new ReentrantLock();

  private final Map<McpConnection, Integer> calls = new HashMap<>();
  private @Nullable McpConnection open;
  private @Nullable List<ListedTool> tools;
  private long usedAtNanos = System.nanoTime();
  private boolean watched;
  private boolean closed;

  /** Takes the place of one connection. */
  interface Room {
    void take() throws IOException, InterruptedException;
  }

  McpSlot(
      McpServer server,
      McpServers.Limits limits,
      Room makeRoom,
      Runnable freeRoom,
      AtomicLong changes) {
    this.server = server;
    this.limits = limits;
    this.makeRoom = makeRoom;
    this.freeRoom = freeRoom;
    this.changes = changes;
  }

  McpServer server() {
    return server;
  }

  /** A connection for one call, to be given back. */
  McpConnection take() throws IOException, InterruptedException {
    Optional<McpConnection> there = takeOpen();
    if (there.isPresent()) {
      return there.get();
    }
    connecting.lockInterruptibly();
    try {
      Optional<McpConnection> meanwhile = takeOpen();
      return meanwhile.isPresent() ? meanwhile.get() : connect();
    } finally {
      connecting.unlock();
    }
  }

  private McpConnection connect() throws IOException, InterruptedException {
    makeRoom.take();
    McpConnection connection = null;
    boolean kept = false;
    try {
      connection = McpConnection.open(server, this::listed, limits.connect());
      listed(connection.tools(limits.connect()));
      kept = keep(connection);
      if (!kept) {
        throw new IOException("the worker is closing");
      }
      return connection;
    } finally {
      if (!kept) {
        if (connection != null) {
          connection.close();
        }
        freeRoom.run();
      }
    }
  }

  private synchronized boolean keep(McpConnection connection) {
    if (closed) {
      return false;
    }
    open = connection;
    calls.put(connection, 1);
    return true;
  }

  private Optional<McpConnection> takeOpen() {
    McpConnection gone = null;
    synchronized (this) {
      if (open == null) {
        return Optional.empty();
      }
      if (open.isUsable() && open.cancelledCalls() < MOST_CANCELLED) {
        calls.merge(open, 1, Integer::sum);
        return Optional.of(open);
      }
      gone = retired();
    }
    end(gone);
    return Optional.empty();
  }

  /** No more calls on this connection. */
  void retire(McpConnection connection) {
    McpConnection gone = null;
    synchronized (this) {
      if (open == connection) {
        gone = retired();
      }
    }
    end(gone);
  }

  /** To be closed by the caller, unless calls are still under way. */
  private @Nullable McpConnection retired() {
    McpConnection connection = open;
    open = null;
    if (connection != null && calls.getOrDefault(connection, 0) == 0) {
      calls.remove(connection);
      return connection;
    }
    return null;
  }

  void giveBack(McpConnection connection) {
    McpConnection gone = null;
    synchronized (this) {
      usedAtNanos = System.nanoTime();
      int left = calls.merge(connection, -1, Integer::sum);
      if (left == 0 && open != connection) {
        calls.remove(connection);
        gone = connection;
      }
    }
    end(gone);
  }

  private void end(@Nullable McpConnection connection) {
    if (connection != null) {
      connection.close();
      freeRoom.run();
    }
  }

  synchronized boolean isIdle() {
    return open != null && calls.getOrDefault(open, 0) == 0;
  }

  synchronized long usedAtNanos() {
    return usedAtNanos;
  }

  /** Closes the connection where no call is under way and none was for this long. */
  void closeIfIdleFor(Duration idle) {
    McpConnection gone = null;
    synchronized (this) {
      if (isIdle() && System.nanoTime() - usedAtNanos >= idle.toNanos()) {
        gone = retired();
      }
    }
    end(gone);
  }

  private void listed(List<ListedTool> now) {
    synchronized (this) {
      if (now.equals(tools)) {
        return;
      }
      tools = now;
    }
    changes.incrementAndGet();
  }

  synchronized Optional<List<ListedTool>> listed() {
    return Optional.ofNullable(tools);
  }

  synchronized void watch() {
    watched = true;
  }

  synchronized boolean isWatched() {
    return watched;
  }

  /** For good: calls that are under way fail. */
  @Override
  public void close() {
    List<McpConnection> all;
    synchronized (this) {
      closed = true;
      open = null;
      all = List.copyOf(calls.keySet());
    }
    all.forEach(McpConnection::close);
  }
}
