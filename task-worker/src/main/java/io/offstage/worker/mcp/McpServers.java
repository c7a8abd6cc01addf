package io.offstage.worker.mcp;

import io.offstage.task.RawJson;
import io.offstage.worker.tool.McpServer;
import io.offstage.worker.tool.NonRetryableException;
import io.offstage.worker.tool.ToolContext;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The connections of this process, one per server. Any thread. */
public final class McpServers implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(McpServers.class);

  /** How long a call waits for another server's connection to become idle. */
  private static final Duration ROOM = Duration.ofSeconds(10);

  private final Limits limits;
  private final Semaphore room;
  private final Map<McpServer, McpSlot> slots = new ConcurrentHashMap<>();
  private final AtomicLong changes = new AtomicLong();
  private final ScheduledExecutorService sweeper =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("mcp-sweeper").factory());

  /**
   * How far connections may go.
   *
   * @param open most at once
   * @param idle without a call until one is closed
   * @param connect how long connecting, or listing tools, may take
   */
  public record Limits(int open, Duration idle, Duration connect) {
    public static final Limits DEFAULT =
        new Limits(64, Duration.ofMinutes(10), Duration.ofSeconds(30));
  }

  public McpServers(Limits limits) {
    this.limits = limits;
    this.room = new Semaphore(limits.open());
    long pause = Math.clamp(limits.idle().toMillis() / 4, 20, 15_000);
    var _ = sweeper.scheduleWithFixedDelay(this::sweep, pause, pause, TimeUnit.MILLISECONDS);
  }

  /**
   * Calls a tool.
   *
   * @param tool its name at the server
   * @throws NonRetryableException where the server refuses the call
   * @throws IOException where the tool fails, or the server cannot be reached
   */
  RawJson call(McpServer server, String tool, RawJson args, ToolContext context)
      throws IOException, InterruptedException {
    try {
      return callOnce(server, tool, args, context);
    } catch (McpCallFailed e) {
      if (e.hasNotBegun()) {
        return callOnce(server, tool, args, context);
      }
      if (e.isFinal()) {
        throw new NonRetryableException(String.valueOf(e.getMessage()), e);
      }
      throw e;
    }
  }

  private RawJson callOnce(McpServer server, String tool, RawJson args, ToolContext context)
      throws IOException, InterruptedException {
    McpSlot slot = slot(server);
    McpConnection connection = slot.take();
    try {
      return McpResult.of(connection.call(McpCall.of(tool, args, context)));
    } catch (McpCallFailed e) {
      if (e.isConnectionLost()) {
        slot.retire(connection);
      }
      throw e;
    } finally {
      slot.giveBack(connection);
    }
  }

  /**
   * A server's tools, asked for where they are not known yet.
   *
   * @throws IOException where it cannot be reached
   */
  public List<ListedTool> tools(McpServer server) throws IOException, InterruptedException {
    Optional<List<ListedTool>> known = known(server);
    if (known.isPresent()) {
      return known.get();
    }
    McpSlot slot = slot(server);
    slot.giveBack(slot.take());
    return known(server).orElse(List.of());
  }

  /** A server's tools as last heard of; empty where nothing is known. */
  public Optional<List<ListedTool>> known(McpServer server) {
    return slot(server).listed();
  }

  /** Rises whenever what is known of some server's tools changes. */
  public long changes() {
    return changes.get();
  }

  /**
   * Learns the tools of these servers, side by side; what cannot be reached now is tried again in
   * the background, for as long as this is open.
   */
  public void watch(Collection<McpServer> servers) throws InterruptedException {
    servers.forEach(server -> slot(server).watch());
    try (ExecutorService askers = Executors.newVirtualThreadPerTaskExecutor()) {
      servers.forEach(server -> askers.execute(() -> learn(server)));
      askers.shutdown();
      if (!askers.awaitTermination(limits.connect().toMillis() * 2, TimeUnit.MILLISECONDS)) {
        askers.shutdownNow();
      }
    }
  }

  private void learn(McpServer server) {
    try {
      tools(server);
    } catch (IOException e) {
      LOG.atWarn()
          .addKeyValue("server", server.shown())
          .addKeyValue("error", e.getMessage())
          .log("the tools of an MCP server are not known yet; it is asked again");
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private McpSlot slot(McpServer server) {
    return slots.computeIfAbsent(
        server, s -> new McpSlot(s, limits, this::makeRoom, room::release, changes));
  }

  /** Takes one of the places, from the server that was used least recently if need be. */
  private void makeRoom() throws IOException, InterruptedException {
    if (room.tryAcquire()) {
      return;
    }
    slots.values().stream()
        .filter(McpSlot::isIdle)
        .min(Comparator.comparingLong(McpSlot::usedAtNanos))
        .ifPresent(slot -> slot.closeIfIdleFor(Duration.ZERO));
    if (!room.tryAcquire(ROOM.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new IOException(
          "all %d connections to MCP servers are in use".formatted(limits.open()));
    }
  }

  private void sweep() {
    try {
      for (McpSlot slot : slots.values()) {
        slot.closeIfIdleFor(limits.idle());
        if (slot.isWatched() && slot.listed().isEmpty()) {
          learn(slot.server());
        }
      }
    } catch (RuntimeException e) {
      LOG.atError().setCause(e).log("looking after the connections to MCP servers failed");
    }
  }

  /** Ends every connection; calls that are under way fail. Idempotent. */
  @Override
  public void close() {
    sweeper.shutdownNow();
    try (ExecutorService closers = Executors.newVirtualThreadPerTaskExecutor()) {
      slots.values().forEach(slot -> closers.execute(slot::close));
    }
  }
}
