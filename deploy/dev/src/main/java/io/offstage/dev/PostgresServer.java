package io.offstage.dev;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

  // Volatile: both are written by the starting thread and read by the closing one.
  private volatile @Nullable PostgresCommand command;
  private volatile @Nullable ProcessHandle server;

  PostgresServer(Path base, int wantedPort) {
    this.base = base;
    this.data = base.resolve("postgres");
    this.log = base.resolve("postgres.log");
    this.wantedPort = wantedPort;
    this.postmaster = new Postmaster(data);
  }

  @Override
  public Announcement.Serving start() throws IOException, InterruptedException {
    PostgresCommand run = prepare();
    removeOrphan(run);
    int port = LoopbackPort.claim(wantedPort);
    initialize(run);
    command = run;
    launch(run, port);
    ProcessHandle running =
        postmaster
            .running()
            .orElseThrow(() -> new InfraException("Postgres ended at once; see " + log));
    server = running;
    return new Announcement.Serving(
        "jdbc:postgresql://127.0.0.1:%d/postgres?user=postgres".formatted(port),
        port,
        running.pid());
  }

  private PostgresCommand prepare() throws IOException, InterruptedException {
    PostgresUser user = PostgresUser.find();
    if (!Files.exists(log)) {
      Files.createFile(log);
    }
    user.own(log);
    return new PostgresCommand(PostgresBinaries.unpackedIn(user.cache(base)), user, log);
  }

  /** Ends a server whose host was killed, and forgets one that was killed itself. */
  private void removeOrphan(PostgresCommand run) throws IOException, InterruptedException {
    Optional<ProcessHandle> orphan = postmaster.running();
    if (orphan.isPresent() && !stop(run)) {
      postmaster.kill(orphan.get());
    }
    postmaster.forget();
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
    Directories.delete(partial);
    run.user().own(Files.createDirectory(partial));
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
      throw new InfraException("Postgres could not create its data in " + base);
    }
    Files.move(partial, data, StandardCopyOption.ATOMIC_MOVE);
  }

  /** The children of a killed server hold its shared memory for a moment: that is waited out. */
  private void launch(PostgresCommand run, int port) throws IOException, InterruptedException {
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
    long logged = Files.size(log);
    while (!run.run(START, "pg_ctl", arguments)) {
      String said = Files.readString(log).substring((int) logged);
      if (!said.contains("still in use") || System.nanoTime() > deadline) {
        throw new InfraException("Postgres did not start on " + data);
      }
      logged = Files.size(log);
      LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
    }
  }

  private boolean stop(PostgresCommand run) throws IOException, InterruptedException {
    return run.run(
        STOP, "pg_ctl", List.of("stop", "-w", "-m", "fast", "-t", "10", "-D", data.toString()));
  }

  @Override
  public void awaitEnd() throws InterruptedException {
    ProcessHandle running = server;
    while (running != null && !ProcessEnd.reached(running)) {
      Thread.sleep(Duration.ofMillis(200));
    }
  }

  @Override
  public void close() {
    PostgresCommand run = command;
    try {
      if (run != null && postmaster.running().isPresent()) {
        stop(run);
      }
    } catch (IOException failed) {
      throw new InfraException("could not stop Postgres on " + data, failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
