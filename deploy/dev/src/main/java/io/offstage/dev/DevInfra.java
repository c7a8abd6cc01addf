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
 * <p>Safe for use by several threads: tests stop and kill servers from whichever thread drives the
 * disturbance, hence the {@code synchronized} methods, which guard the two children.
 */
public final class DevInfra implements AutoCloseable {
  private static final List<String> COMMON_FLAGS =
      List.of(
          "-XX:+UseSerialGC",
          "-Xshare:auto",
          "--sun-misc-unsafe-memory-access=allow",
          "--enable-native-access=ALL-UNNAMED",
          "-Dfile.encoding=UTF-8");

  private final DevInfraOptions options;
  private @Nullable Child kafka;
  private @Nullable Child postgres;
  private int kafkaPort;
  private int postgresPort;

  private record Child(ServerProcess process, Announcement.Serving serving) {}

  private DevInfra(DevInfraOptions options) {
    this.options = options;
    this.kafkaPort = options.kafkaPort();
    this.postgresPort = options.postgresPort();
  }

  /**
   * Starts what the options ask for, in parallel; {@link InfraException} when one of them does not
   * serve, and then none runs.
   */
  public static DevInfra start(DevInfraOptions options) {
    DevInfra infra = new DevInfra(options);
    infra.startAll();
    return infra;
  }

  /** One pair of servers for this JVM, in a temporary directory that is removed when it exits. */
  public static DevInfra shared() {
    return Shared.INFRA;
  }

  private static final class Shared {
    static final DevInfra INFRA = startTemporary();

    private static DevInfra startTemporary() {
      try {
        Path data = Files.createTempDirectory("offstage-");
        DevInfra infra = start(DevInfraOptions.at(data));
        Runtime.getRuntime()
            .addShutdownHook(new Thread(() -> remove(infra, data), "offstage-dev-infra"));
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
  }

  private synchronized void startAll() {
    Optional<ServerProcess> broker = options.kafka() ? Optional.of(spawnKafka()) : Optional.empty();
    Optional<ServerProcess> database =
        options.postgres() ? Optional.of(spawnPostgres()) : Optional.empty();
    try {
      broker.ifPresent(this::adoptKafka);
      database.ifPresent(this::adoptPostgres);
    } catch (RuntimeException failed) {
      broker.ifPresent(ServerProcess::beginStop);
      database.ifPresent(ServerProcess::beginStop);
      broker.ifPresent(ServerProcess::awaitStop);
      database.ifPresent(ServerProcess::awaitStop);
      throw failed;
    }
  }

  private ServerProcess spawnKafka() {
    List<String> flags = new ArrayList<>(COMMON_FLAGS);
    flags.add("-Xmx512m");
    List<String> arguments = new ArrayList<>(List.of("--port", Integer.toString(kafkaPort)));
    options
        .kafkaConfig()
        .forEach((key, value) -> arguments.addAll(List.of("--config", key + "=" + value)));
    return ServerProcess.spawn("kafka", options.data(), flags, arguments);
  }

  private ServerProcess spawnPostgres() {
    List<String> flags = new ArrayList<>(COMMON_FLAGS);
    flags.addAll(List.of("-Xmx64m", "-XX:TieredStopAtLevel=1"));
    return ServerProcess.spawn(
        "postgres", options.data(), flags, List.of("--port", Integer.toString(postgresPort)));
  }

  private void adoptKafka(ServerProcess process) {
    kafka = new Child(process, process.awaitServing());
    kafkaPort = kafka.serving().port();
  }

  private void adoptPostgres(ServerProcess process) {
    postgres = new Child(process, process.awaitServing());
    postgresPort = postgres.serving().port();
  }

  /** {@code 127.0.0.1:port}, the same before and after a restart. */
  public synchronized String bootstrapServers() {
    return "127.0.0.1:" + started(kafkaPort, "Kafka");
  }

  /**
   * The maintenance database of the superuser {@code postgres}, without password; the same before
   * and after a restart.
   */
  public synchronized String jdbcUrl() {
    return "jdbc:postgresql://127.0.0.1:%d/postgres?user=postgres"
        .formatted(started(postgresPort, "Postgres"));
  }

  /** JDBC URL of a new empty database. Needs the Postgres driver on the class path. */
  public String freshDatabase() {
    return FreshDatabase.create(jdbcUrl());
  }

  private static int started(int port, String server) {
    if (port == 0) {
      throw new IllegalStateException(server + " was not asked for");
    }
    return port;
  }

  /** The broker's process, for tests that stop or kill it themselves; empty while it is stopped. */
  public synchronized Optional<ProcessHandle> kafkaProcess() {
    return kafka == null ? Optional.empty() : ProcessHandle.of(kafka.serving().pid());
  }

  /** The Postgres server's own process (not its host's); empty while it is stopped. */
  public synchronized Optional<ProcessHandle> postgresProcess() {
    return postgres == null ? Optional.empty() : ProcessHandle.of(postgres.serving().pid());
  }

  /** Does nothing when it runs. Same port, same data. */
  public synchronized void startKafka() {
    if (kafka == null) {
      adoptKafka(spawnKafka());
    }
  }

  /** Does nothing when it runs. Same port, same data. */
  public synchronized void startPostgres() {
    if (postgres == null) {
      adoptPostgres(spawnPostgres());
    }
  }

  /** A clean stop; returns when the process is gone. */
  public synchronized void stopKafka() {
    stop(kafka);
    kafka = null;
  }

  /** A clean stop that ends every session; returns when the process is gone. */
  public synchronized void stopPostgres() {
    stop(postgres);
    postgres = null;
  }

  private static void stop(@Nullable Child child) {
    if (child != null) {
      child.process().beginStop();
      child.process().awaitStop();
    }
  }

  /** {@code kill -9} of the broker; returns when it is gone. */
  public synchronized void killKafka() {
    if (kafka != null) {
      kafka.process().kill();
      kafka = null;
    }
  }

  /** {@code kill -9} of the Postgres server and of its host; returns when both are gone. */
  public synchronized void killPostgres() {
    if (postgres != null) {
      postgres.process().kill();
      ProcessHandle.of(postgres.serving().pid()).ifPresent(DevInfra::kill);
      postgres = null;
    }
  }

  private static void kill(ProcessHandle server) {
    server.destroyForcibly();
    server.onExit().join();
  }

  /** Stops both cleanly, at the same time. The data stay. */
  @Override
  public synchronized void close() {
    Child broker = kafka;
    Child database = postgres;
    kafka = null;
    postgres = null;
    if (broker != null) {
      broker.process().beginStop();
    }
    stop(database);
    stop(broker);
  }
}
