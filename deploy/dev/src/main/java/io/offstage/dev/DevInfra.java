package io.offstage.dev;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An embedded Kafka broker and an embedded Postgres, each in a child JVM that ends with this one.
 * Needs only the JDK on this side; the children's class path is the system property {@code
 * offstage.dev.classpath}, or this JVM's own.
 *
 * <p>Stopping, killing and starting keep port and data. Tests do so from whichever thread drives
 * the disturbance, hence the {@code synchronized} methods, which guard the two servers.
 */
public final class DevInfra implements AutoCloseable {
  private static final List<String> FLAGS =
      List.of(
          "-XX:+UseSerialGC",
          "-XX:+ExitOnOutOfMemoryError",
          "--sun-misc-unsafe-memory-access=allow",
          "--enable-native-access=ALL-UNNAMED");

  // Halves the processor time of a start; a test is over before the second compiler would pay.
  private static final List<String> SHORT_LIVED = List.of("-XX:TieredStopAtLevel=1");

  // Guarded by the class; JUnit may ask from several threads.
  private static @Nullable DevInfra shared;

  private final DevInfraOptions options;
  private final RestartableServer kafka;
  private final RestartableServer postgres;

  private DevInfra(DevInfraOptions options, List<String> kafkaFlags) {
    this.options = options;
    this.kafka =
        new RestartableServer(options.kafkaPort(), port -> spawnKafka(options, kafkaFlags, port));
    this.postgres =
        new RestartableServer(options.postgresPort(), port -> spawnPostgres(options, port));
  }

  private static ServerProcess spawnKafka(DevInfraOptions options, List<String> more, int port) {
    List<String> flags = new ArrayList<>(FLAGS);
    flags.add("-Xmx512m");
    flags.addAll(more);
    List<String> arguments = new ArrayList<>(List.of("--port", Integer.toString(port)));
    options
        .kafkaConfig()
        .forEach((key, value) -> arguments.addAll(List.of("--config", key + "=" + value)));
    return ServerProcess.spawn("kafka", options.data(), flags, arguments);
  }

  private static ServerProcess spawnPostgres(DevInfraOptions options, int port) {
    List<String> flags = new ArrayList<>(FLAGS);
    flags.add("-Xmx64m");
    flags.addAll(SHORT_LIVED);
    return ServerProcess.spawn(
        "postgres", options.data(), flags, List.of("--port", Integer.toString(port)));
  }

  /**
   * Starts what the options ask for, in parallel; {@link InfraException} when one of them does not
   * serve, and then none runs.
   */
  public static DevInfra start(DevInfraOptions options) {
    DevInfra infra = new DevInfra(options, List.of());
    infra.startAll();
    return infra;
  }

  /** One pair of servers for this JVM, in a temporary directory that is removed when it exits. */
  public static synchronized DevInfra shared() {
    if (shared == null) {
      shared = startTemporary();
    }
    return shared;
  }

  private static DevInfra startTemporary() {
    try {
      Path data = Files.createTempDirectory("offstage-");
      DevInfra infra = new DevInfra(DevInfraOptions.at(data), SHORT_LIVED);
      Runtime.getRuntime()
          .addShutdownHook(new Thread(() -> remove(infra, data), "offstage-dev-infra"));
      infra.startAll();
      return infra;
    } catch (IOException failed) {
      throw new InfraException("no temporary directory", failed);
    }
  }

  private static void remove(DevInfra infra, Path data) {
    infra.close();
    try {
      Directories.delete(data);
    } catch (IOException failed) {
      System.err.println("could not remove " + data + ": " + failed);
    }
  }

  private synchronized void startAll() {
    try {
      if (options.kafka()) {
        kafka.beginStart();
      }
      if (options.postgres()) {
        postgres.beginStart();
      }
      kafka.awaitStart();
      postgres.awaitStart();
    } catch (InfraException failed) {
      close();
      throw failed;
    }
  }

  /** {@code 127.0.0.1:port}, the same before and after a restart. */
  public synchronized String bootstrapServers() {
    return "127.0.0.1:" + known(kafka.port(), "Kafka");
  }

  /**
   * The maintenance database as superuser {@code postgres}, without a password; the same before and
   * after a restart.
   */
  public synchronized String jdbcUrl() {
    return "jdbc:postgresql://127.0.0.1:%d/postgres?user=postgres"
        .formatted(known(postgres.port(), "Postgres"));
  }

  private static int known(int port, String server) {
    if (port == 0) {
      throw new IllegalStateException(server + " was never started");
    }
    return port;
  }

  /** JDBC URL of a new empty database. Needs the Postgres driver on the class path. */
  public String freshDatabase() {
    return FreshDatabase.create(jdbcUrl());
  }

  /** The broker's process, for tests that suspend it; empty while it is stopped. */
  public synchronized Optional<ProcessHandle> kafkaProcess() {
    return kafka.serving();
  }

  /** The Postgres server's own process (not its host's); empty while it is stopped. */
  public synchronized Optional<ProcessHandle> postgresProcess() {
    return postgres.serving();
  }

  /** Does nothing when it runs. */
  public synchronized void startKafka() {
    kafka.beginStart();
    kafka.awaitStart();
  }

  /** Does nothing when it runs. */
  public synchronized void startPostgres() {
    postgres.beginStart();
    postgres.awaitStart();
  }

  /** A clean stop; returns when the process is gone. */
  public synchronized void stopKafka() {
    kafka.beginStop();
    kafka.awaitStop();
  }

  /** A clean stop that ends every session; returns when the process is gone. */
  public synchronized void stopPostgres() {
    postgres.beginStop();
    postgres.awaitStop();
  }

  /** {@code kill -9} of the broker; returns when it is gone. */
  public synchronized void killKafka() {
    kafka.kill();
  }

  /** {@code kill -9} of the Postgres server and of its host; returns when both are gone. */
  public synchronized void killPostgres() {
    postgres.kill();
  }

  /** Stops both cleanly, at the same time. The data stay. */
  @Override
  public synchronized void close() {
    kafka.beginStop();
    postgres.beginStop();
    postgres.awaitStop();
    kafka.awaitStop();
  }
}
