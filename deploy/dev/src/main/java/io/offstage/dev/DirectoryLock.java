package io.offstage.dev;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Keeps a second host off a server's data until it is closed. Whatever kills the holder, the kernel
 * lets go. It must stay reachable: a collected channel is a lost lock.
 */
record DirectoryLock(FileChannel channel) implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  /** Waits a little for a predecessor that is still stopping. */
  static DirectoryLock take(Path data, String server) throws IOException {
    FileChannel channel =
        FileChannel.open(
            data.resolve(server + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (channel.tryLock() == null) {
      if (System.nanoTime() > deadline) {
        channel.close();
        throw new InfraException(
            "%s is in use by another %s; stop it, or choose another directory"
                .formatted(data, server));
      }
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
    return new DirectoryLock(channel);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
