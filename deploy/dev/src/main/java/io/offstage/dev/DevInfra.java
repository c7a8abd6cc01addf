package io.offstage.dev;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An embedded Kafka, of one broker or several, and an embedded Postgres, each server in a child JVM
 * that ends with this one. Needs only the JDK on this side; the children's class path is the system
 * property {@code offstage.dev.classpath}, or this JVM's own.
 *
 * <p>Stopping, killing and starting keep port and data. Tests do so from whichever thread drives
 * the disturbance, hence the {@code synchronized} methods, which guard Postgres; each {@link
 * Broker} guards itself.
 */
public final class DevInfra implements AutoCloseable {
  private static final List<String> FLAGS =
      List.of(
          "-XX:+UseSerialGC",
          "-XX:+ExitOnOutOfMemoryError",
          "--sun-misc-unsafe-memory-access=allow",
          "--enable-native-access=ALL-UNNAMED");

  // Halves the processor time of a start; a brief user is gone before the second compiler pays.
  private static final List<String> SHORT_LIVED = List.of("-XX:TieredStopAtLevel=1");

  // Guarded by the class; JUnit may ask from several threads.
  private static @Nullable DevInfra shared;

  private final DevInfraOptions options;
  private final BrokerCluster kafka;
  private final RestartableServer postgres;

  private DevInfra(DevInfraOptions options, List<String> kafkaFlags) {
    this.options = options;
    List<String> flags = new ArrayList<>(FLAGS);
    flags.addAll(kafkaFlags);
    this.kafka = new BrokerCluster(options, flags);
    this.postgres =
        new RestartableServer(options.postgresPort(), port -> spawnPostgres(options, port));
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
    return new DevInfra(options, List.of()).started();
  }

  /** Like {@link #start}, for a minute or two: starts with half the effort, and stays slower. */
  public static DevInfra startBriefly(DevInfraOptions options) {
    return new DevInfra(options, SHORT_LIVED).started();
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
      return infra.started();
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

  private synchronized DevInfra started() {
    try {
      if (options.kafka()) {
        kafka.beginStart();
      }
      if (options.postgres()) {
        postgres.beginStart();
      }
      if (options.kafka()) {
        kafka.start();
      }
      postgres.awaitStart();
      return this;
    } catch (InfraException failed) {
      close();
      throw failed;
    }
  }

  /** {@code 127.0.0.1:port} of each broker, the same before and after a restart. */
  public String bootstrapServers() {
    return kafka.bootstrapServers();
  }

  /** All brokers, in the order of their nodes. */
  public List<Broker> brokers() {
    return kafka.brokers();
  }

  /** One of several brokers, to be stopped, killed, paused and started alone; the first is 1. */
  public Broker broker(int node) {
    return kafka.brokers().get(node - 1);
  }

  /**
   * The maintenance database as superuser {@code postgres}, without a password; the same before and
   * after a restart.
   */
  public synchronized String jdbcUrl() {
    if (postgres.port() == 0) {
      throw new IllegalStateException("Postgres was never started");
    }
    return "jdbc:postgresql://127.0.0.1:%d/postgres?user=postgres".formatted(postgres.port());
  }

  /** JDBC URL of a new empty database. Needs the Postgres driver on the class path. */
  public String freshDatabase() {
    return FreshDatabase.create(jdbcUrl());
  }

  /** The first broker's process, for tests that suspend it; empty while it is stopped. */
  public Optional<ProcessHandle> kafkaProcess() {
    return broker(1).process();
  }

  /** The Postgres server's own process (not its host's); empty while it is stopped. */
  public synchronized Optional<ProcessHandle> postgresProcess() {
    return postgres.serving();
  }

  /** Starts those brokers that do not run, together. */
  public void startKafka() {
    kafka.start();
  }

  /** Does nothing when it runs. */
  public synchronized void startPostgres() {
    postgres.beginStart();
    postgres.awaitStart();
  }

  /** A clean stop, as far as the last of several can; returns when the processes are gone. */
  public void stopKafka() {
    kafka.stop();
  }

  /** A clean stop that ends every session; returns when the process is gone. */
  public synchronized void stopPostgres() {
    postgres.beginStop();
    postgres.awaitStop();
  }

  /** {@code kill -9} of every broker; returns when they are gone. */
  public void killKafka() {
    kafka.kill();
  }

  /**
   * {@code kill -9} of the Postgres server with all its processes and of its host; returns when
   * they are gone.
   */
  public synchronized void killPostgres() {
    postgres.kill();
  }

  /** Stops all cleanly, brokers and Postgres at the same time. The data stay. */
  @Override
  public synchronized void close() {
    postgres.beginStop();
    kafka.stop();
    postgres.awaitStop();
  }
}
