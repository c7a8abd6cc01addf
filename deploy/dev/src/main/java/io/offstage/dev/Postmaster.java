package io.offstage.dev;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The process named by a data directory's {@code postmaster.pid}: its first line is the pid. */
record Postmaster(Path data) {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

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
    return !ProcessEnd.reached(process)
        && command.contains("postgres")
        && command.contains(data.toString());
  }

  /** SIGKILL for a server that does not stop otherwise; its log replays on the next start. */
  void kill(ProcessHandle process) throws InterruptedException {
    process.destroyForcibly();
    if (!ProcessEnd.await(process, PATIENCE)) {
      throw new InfraException(
          "an earlier Postgres (pid %d) on %s does not end".formatted(process.pid(), data));
    }
  }

  /** Deletes a pid file whose server is gone, before its pid comes to mean another process. */
  void forget() throws IOException {
    Files.deleteIfExists(pidFile());
  }
}
