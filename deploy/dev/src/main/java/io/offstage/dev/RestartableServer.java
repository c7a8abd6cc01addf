package io.offstage.dev;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A server that keeps its port and its data over any number of child processes; not thread-safe.
 */
final class RestartableServer {
  private final IntFunction<ServerProcess> spawn;
  private int port;
  private @Nullable ServerProcess process;
  private @Nullable ProcessHandle serving;
  private boolean paused;

  /**
   * Does not start it yet.
   *
   * @param port 0 until the first start has chosen one
   * @param spawn starts a child on the given port
   */
  RestartableServer(int port, IntFunction<ServerProcess> spawn) {
    this.port = port;
    this.spawn = spawn;
  }

  int port() {
    return port;
  }

  /** The process that answers clients; empty while it is stopped. */
  Optional<ProcessHandle> serving() {
    return Optional.ofNullable(serving);
  }

  /** Returns at once; does nothing when it runs. */
  void beginStart() {
    if (process == null || !process.isAlive()) {
      process = spawn.apply(port);
      serving = null;
    }
  }

  /** Returns when clients are served; after an {@link InfraException} the server is stopped. */
  void awaitStart() {
    if (process == null || serving != null) {
      return;
    }
    try {
      Announcement.Serving announced = process.awaitServing();
      port = announced.port();
      serving = ProcessHandle.of(announced.pid()).orElse(null);
    } catch (InfraException failed) {
      process = null;
      throw failed;
    }
  }

  /** Asks for a clean stop and returns at once; one that is paused goes on first. */
  void beginStop() {
    resume();
    if (process != null) {
      process.beginStop();
    }
  }

  /** Returns when the process asked to stop is gone. */
  void awaitStop() {
    if (process != null) {
      process.awaitStop();
    }
    process = null;
    serving = null;
  }

  /**
   * SIGKILL for the child, for the server it hosts and for every process of that server; returns
   * when all are gone, so that nobody answers a client any more.
   */
  void kill() {
    List<ProcessHandle> server =
        serving == null
            ? List.of()
            : Stream.concat(Stream.of(serving), serving.descendants()).toList();
    if (process != null) {
      process.kill();
    }
    server.forEach(ProcessHandle::destroyForcibly);
    server.forEach(RestartableServer::awaitEnd);
    process = null;
    serving = null;
    paused = false;
  }

  /** SIGSTOP for the server; does nothing when it is not serving. */
  void pause() {
    if (serving != null) {
      signal("STOP", serving);
      paused = true;
    }
  }

  /** SIGCONT; does nothing when it is not paused. */
  void resume() {
    if (paused && serving != null) {
      signal("CONT", serving);
    }
    paused = false;
  }

  private static void signal(String name, ProcessHandle process) {
    if (!Signal.send(name, process)) {
      throw new InfraException("SIG%s did not reach process %d".formatted(name, process.pid()));
    }
  }

  private static void awaitEnd(ProcessHandle process) {
    try {
      ProcessEnd.await(process, Duration.ofSeconds(10));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
