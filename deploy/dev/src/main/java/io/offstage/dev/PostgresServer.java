package io.offstage.dev;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The real Postgres on a durable data directory, started and stopped with {@code pg_ctl}, which
 * gives it a session of its own: a Ctrl-C at the terminal does not reach it, its host decides when
 * it stops.
 */
final class PostgresServer implements HostedServer {
  private static final Duration START = Duration.ofSeconds(40);
  private static final Duration STOP = Duration.ofSeconds(15);
  private static final List<String> SETTINGS =
      List.of(
          "listen_addresses=127.0.0.1",
          "unix_socket_directories=",
          "fsync=on",
          "synchronous_commit=on",
          "max_connections=200",
          "timezone=UTC");

  private final Path base;
  private final Path data;
  private final Path log;
  private final int wantedPort;
  private final Postmaster postmaster;
  private final CompletableFuture<ProcessHandle> serving = new CompletableFuture<>();

  // Written by the starting thread, read by the closing one.
  private volatile @Nullable PostgresCommand command;

  PostgresServer(Path base, int wantedPort) {
    this.base = base;
    this.data = base.resolve("postgres");
    this.log = base.resolve("postgres.log");
    this.wantedPort = wantedPort;
    this.postmaster = new Postmaster(data);
  }

  @Override
  public Announcement.Serving start() throws IOException, InterruptedException {
    PostgresCommand run =
        new PostgresCommand(PostgresBinaries.unpacked(base.resolve("binaries")), log);
    postmaster.clear();
    initialize(run);
    int port = LoopbackPort.claim(wantedPort);
    command = run;
    ProcessHandle server = launch(run, port);
    serving.complete(server);
    return new Announcement.Serving(
        "jdbc:postgresql://127.0.0.1:%d/postgres?user=postgres".formatted(port),
        port,
        server.pid());
  }

  /**
   * The directory gets its name only when it is complete: a killed {@code initdb} leaves nothing to
   * trip over.
   */
  private void initialize(PostgresCommand run) throws IOException, InterruptedException {
    if (Files.exists(data)) {
      return;
    }
    Path partial = base.resolve("postgres.partial");
    if (Files.exists(partial)) {
      Directories.delete(partial);
    }
    List<String> arguments =
        List.of(
            "--pgdata=" + partial,
            "--auth=trust",
            "--username=postgres",
            "--encoding=UTF8",
            "--locale=C",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8");
    if (!run.run(START, "initdb", arguments)) {
      throw new InfraException(
          "Postgres could not create its data directory " + data + "; see " + log);
    }
    Files.move(partial, data, StandardCopyOption.ATOMIC_MOVE);
  }

  /**
   * Children of a killed server may hold its shared memory for a moment: it is tried again until
   * the deadline.
   */
  private ProcessHandle launch(PostgresCommand run, int port)
      throws IOException, InterruptedException {
    List<String> options = new ArrayList<>(List.of("-p " + port));
    SETTINGS.forEach(setting -> options.add("-c " + setting));
    List<String> arguments =
        List.of(
            "start",
            "-w",
            "-t",
            "30",
            "-D",
            data.toString(),
            "-l",
            log.toString(),
            "-o",
            String.join(" ", options));
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (!run.run(START, "pg_ctl", arguments)) {
      if (System.nanoTime() > deadline) {
        throw new InfraException("Postgres did not start on " + data + "; see " + log);
      }
      LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
    }
    return postmaster
        .running()
        .orElseThrow(() -> new InfraException("Postgres ended at once; see " + log));
  }

  @Override
  public void awaitEnd() throws InterruptedException {
    serving.join().onExit().join();
  }

  @Override
  public void close() {
    PostgresCommand run = command;
    try {
      if (run != null && postmaster.running().isPresent()) {
        run.run(
            STOP, "pg_ctl", List.of("stop", "-w", "-m", "fast", "-t", "10", "-D", data.toString()));
      }
    } catch (IOException failed) {
      throw new InfraException("could not stop Postgres on " + data, failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
