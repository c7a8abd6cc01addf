package io.offstage.dev;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Keeps a second host off a server's data for as long as this process lives; the kernel lets go,
 * whatever kills it.
 */
final class DirectoryLock {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private DirectoryLock() {}

  /**
   * Waits a little for a predecessor that is still stopping. The lock is held until this process
   * ends.
   */
  static FileLock take(Path data, String server) throws IOException {
    Files.createDirectories(data);
    FileChannel channel =
        FileChannel.open(
            data.resolve(server + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return lock;
      }
      if (System.nanoTime() > deadline) {
        throw new InfraException(
            data + " is in use by another " + server + "; stop it, or choose another directory");
      }
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
  }
}
