package io.offstage.gateway;

import io.helidon.webserver.WebServer;
import io.offstage.gateway.auth.ApiKeys;
import io.offstage.gateway.auth.Listening;
import io.offstage.gateway.http.Commands;
import io.offstage.gateway.http.Routes;
import io.offstage.gateway.tail.Subscription;
import io.offstage.gateway.tail.Tail;
import io.offstage.gateway.tail.TailOptions;
import io.offstage.limit.LimitsTail;
import io.offstage.settings.GatewaySettings;
import io.offstage.settings.Settings;
import io.offstage.store.Database;
import io.offstage.store.RunningSnapshot;
import io.offstage.store.TaskFilter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The front door: HTTP, event streams, and the shared tail behind them. */
public final class Gateway implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Gateway.class);

  private final Database database;
  private final Commands commands;
  private final Tail tail;
  private final LimitsTail limits;
  private final WebServer server;
  private final CountDownLatch closed = new CountDownLatch(1);

  private Gateway(
      Database database, Commands commands, Tail tail, LimitsTail limits, WebServer server) {
    this.database = database;
    this.commands = commands;
    this.tail = tail;
    this.limits = limits;
    this.server = server;
  }

  /**
   * Starts to listen. Neither Kafka nor Postgres need to be there yet: until they are, {@code
   * /readyz} says no.
   *
   * @throws IllegalStateException if the settings let it listen beyond loopback without keys, or it
   *     cannot listen where they say
   */
  public static Gateway start(Settings settings) {
    GatewaySettings gateway = settings.gateway();
    ApiKeys keys = ApiKeys.of(gateway.keys());
    Listening.check(gateway.host(), keys);
    InstantSource clock = InstantSource.system();
    Database database = Database.open(settings.postgres());
    Commands commands = new Commands(settings);
    Tail tail = Tail.start(options(settings), () -> running(database));
    LimitsTail limits =
        LimitsTail.start(settings.kafka().clientProperties(), settings.topics().prefix(), _ -> {});
    Routes routes = new Routes(settings, database, commands, tail, limits, clock);
    WebServer server =
        WebServer.builder()
            .host(gateway.host())
            .port(gateway.port())
            .shutdownHook(false)
            .shutdownGracePeriod(Duration.ofSeconds(1))
            .routing(routing -> routes.register(routing, keys))
            .build();
    Gateway started = new Gateway(database, commands, tail, limits, server);
    try {
      server.start();
      // Helidon only logs that it could not bind.
      if (!server.isRunning()) {
        throw new IllegalStateException(
            "The gateway cannot listen on %s:%d: the port is taken, or the address is not this machine's"
                .formatted(gateway.host(), gateway.port()));
      }
    } catch (RuntimeException e) {
      started.close();
      throw e;
    }
    log.atInfo().addKeyValue("port", started.port()).log("The gateway listens");
    return started;
  }

  /** On the tail's thread, which waits for Postgres where it must. */
  private static RunningSnapshot running(Database database) {
    database.migrate(Duration.ZERO);
    return database.taskReader().running(TaskFilter.NONE);
  }

  private static TailOptions options(Settings settings) {
    GatewaySettings.SubscriberBuffer buffer = settings.gateway().subscriberBuffer();
    return new TailOptions(
        settings.kafka().clientProperties(),
        settings.topics().prefix(),
        List.copyOf(settings.pools().keySet()),
        new Subscription.Bounds(buffer.events(), buffer.bytes()));
  }

  /** The port it listens on. */
  public int port() {
    return server.port();
  }

  /** Whether it has caught up with the log. */
  public boolean isReady() {
    return tail.isReady();
  }

  /** Returns when somebody has closed it. */
  public void awaitShutdown() throws InterruptedException {
    closed.await();
  }

  /** Ends all streams, then stops. Idempotent. */
  @Override
  public void close() {
    tail.close();
    limits.close();
    if (server.isRunning()) {
      server.stop();
    }
    commands.close();
    database.close();
    closed.countDown();
  }
}
