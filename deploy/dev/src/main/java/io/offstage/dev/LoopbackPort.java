package io.offstage.dev;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * Chooses ports of 127.0.0.1. Free ones come from below every platform's ephemeral range: a port
 * from within it can be taken by any outgoing connection while its server restarts, even by a
 * client's own attempt to reconnect to it.
 */
final class LoopbackPort {
  private static final int LOWEST = 12_000;
  private static final int HIGHEST = 32_000;
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private LoopbackPort() {}

  /**
   * The wanted port once it is free (a predecessor may still be letting go of it), or a free one
   * for 0.
   */
  static int claim(int wanted) {
    if (wanted == 0) {
      return anyFree();
    }
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!free(wanted)) {
      if (System.nanoTime() > deadline) {
        throw new InfraException(
            "port " + wanted + " of 127.0.0.1 is taken; choose another, or 0 for a free one");
      }
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
    return wanted;
  }

  private static int anyFree() {
    for (int attempt = 0; attempt < 1_000; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
      if (free(port)) {
        return port;
      }
    }
    throw new InfraException("no free port on 127.0.0.1 between " + LOWEST + " and " + HIGHEST);
  }

  private static boolean free(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException taken) {
      return false;
    }
  }
}
