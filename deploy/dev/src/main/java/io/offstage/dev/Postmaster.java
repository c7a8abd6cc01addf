package io.offstage.dev;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The process named by a data directory's {@code postmaster.pid}: its first line is the pid. */
record Postmaster(Path data) {

  private Path pidFile() {
    return data.resolve("postmaster.pid");
  }

  /**
   * The live server of this very directory; a pid that by now belongs to something else does not
   * count.
   */
  Optional<ProcessHandle> running() throws IOException {
    if (!Files.exists(pidFile())) {
      return Optional.empty();
    }
    List<String> lines = Files.readAllLines(pidFile());
    if (lines.isEmpty() || !lines.getFirst().matches("\\d{1,10}")) {
      return Optional.empty();
    }
    return ProcessHandle.of(Long.parseLong(lines.getFirst())).filter(this::serves);
  }

  private boolean serves(ProcessHandle process) {
    String command = process.info().commandLine().orElse("");
    return process.isAlive() && command.contains("postgres") && command.contains(data.toString());
  }

  /**
   * Removes what a killed predecessor left: a server that still runs on this directory is killed
   * (its log replays on the next start), a pid file without a server is deleted. Only for the
   * holder of the directory's lock.
   */
  void clear() throws IOException, InterruptedException {
    Optional<ProcessHandle> orphan = running();
    if (orphan.isPresent()) {
      orphan.get().destroyForcibly();
      if (!awaitEnd(orphan.get(), Duration.ofSeconds(10))) {
        throw new InfraException(
            "an earlier Postgres (pid %d) on %s does not end".formatted(orphan.get().pid(), data));
      }
    }
    Files.deleteIfExists(pidFile());
  }

  static boolean awaitEnd(ProcessHandle process, Duration deadline) throws InterruptedException {
    try {
      process.onExit().get(deadline.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException late) {
      return false;
    } catch (ExecutionException impossible) {
      throw new AssertionError(impossible);
    }
  }
}
