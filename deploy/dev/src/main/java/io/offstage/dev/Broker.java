package io.offstage.dev;

import java.util.Optional;

/**
 * One broker of the embedded cluster; port and data outlive its processes. Each method returns when
 * what it says has happened. Thread-safe: {@code synchronized} guards the server, since several
 * threads of a test may disturb one broker.
 */
public final class Broker {
  private final int node;
  private final RestartableServer server;

  Broker(int node, RestartableServer server) {
    this.node = node;
    this.server = server;
  }

  /** From 1; Kafka's own id of the broker. */
  public int node() {
    return node;
  }

  /** {@code 127.0.0.1:port}, the same before and after a restart. */
  public synchronized String address() {
    if (server.port() == 0) {
      throw new IllegalStateException("Kafka was never started");
    }
    return "127.0.0.1:" + server.port();
  }

  /** Empty while it is stopped. */
  public synchronized Optional<ProcessHandle> process() {
    return server.serving();
  }

  /**
   * Does nothing when it runs. A broker serves only once most of its cluster's do, so where several
   * are down, {@link DevInfra#startKafka} starts them together.
   */
  public synchronized void start() {
    server.beginStart();
    server.awaitStart();
  }

  /** A clean stop: the others take over what it led. */
  public synchronized void stop() {
    server.beginStop();
    server.awaitStop();
  }

  /** {@code kill -9}. */
  public synchronized void kill() {
    server.kill();
  }

  /** SIGSTOP: it holds its connections and answers nothing. */
  public synchronized void pause() {
    server.pause();
  }

  /** SIGCONT; does nothing when it is not paused. */
  public synchronized void resume() {
    server.resume();
  }

  synchronized void beginStart() {
    server.beginStart();
  }
}
