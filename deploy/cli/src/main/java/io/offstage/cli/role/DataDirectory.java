package io.offstage.cli.role;

import io.offstage.cli.console.CommandFailed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A directory of the embedded servers, held by one process at a time. The lock file in it is also
 * the mark that it is ours and may be emptied; the kernel lets go of it whatever ends the holder.
 */
public final class DataDirectory implements AutoCloseable {

  private static final String MARK = "offstage.lock";
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Path path;
  private final FileChannel lock;

  private DataDirectory(Path path, FileChannel lock) {
    this.path = path;
    this.lock = lock;
  }

  /**
   * Makes the directory if it is not there, and takes it.
   *
   * @param fresh whether to empty it
   * @throws CommandFailed if somebody else has it, or it is not ours to empty or to use
   */
  public static DataDirectory take(Path path, boolean fresh) {
    Path absolute = path.toAbsolutePath().normalize();
    try {
      Files.createDirectories(absolute);
      if (!Files.exists(absolute.resolve(MARK)) && !entries(absolute).isEmpty()) {
        throw new CommandFailed(
            absolute + " holds other files; name an empty or a new directory with --data");
      }
      DataDirectory taken = new DataDirectory(absolute, lock(absolute));
      if (fresh) {
        taken.empty();
      }
      return taken;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot use " + absolute + ": " + e.getMessage(), e);
    }
  }

  public Path path() {
    return path;
  }

  private static FileChannel lock(Path directory) throws IOException {
    FileChannel channel = open(directory.resolve(MARK));
    if (tryLock(channel)) {
      return channel;
    }
    channel.close();
    throw new CommandFailed(
        directory + " is in use by another offstage; stop it, or choose another with --data");
  }

  private static FileChannel open(Path file) throws IOException {
    return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  private static boolean tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException thisProcess) {
      return false;
    }
  }

  /** Only once the servers of a killed predecessor are gone too; they hold locks of their own. */
  private void empty() throws IOException {
    for (Path entry : entries(path)) {
      if (entry.toString().endsWith(".lock") && !entry.endsWith(MARK)) {
        awaitRelease(entry);
      }
    }
    for (Path entry : entries(path)) {
      if (!entry.endsWith(MARK)) {
        delete(entry);
      }
    }
  }

  private static void awaitRelease(Path lockFile) throws IOException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    try (FileChannel channel = open(lockFile)) {
      while (!tryLock(channel)) {
        if (System.nanoTime() > deadline) {
          throw new CommandFailed("a server still uses " + lockFile.getParent());
        }
        Thread.sleep(100);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailed("interrupted");
    }
  }

  private static List<Path> entries(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.toList();
    }
  }

  /** A file or a whole directory. */
  public static void delete(Path path) throws IOException {
    try (Stream<Path> all = Files.walk(path)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    }
  }

  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
