package io.offstage.cli.role;

import io.offstage.cli.console.Running;
import io.offstage.settings.Settings;
import io.offstage.store.Database;
import io.offstage.topic.PoolRules;
import io.offstage.topic.TopicAdmin;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;

/**
 * Every role in this process: the materializer, a worker for each pool, the gateway. It is started
 * and closed by one thread.
 */
public final class WholePlatform implements Running {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(25);

  private final List<Running> roles;
  private final GatewayRole gateway;
  private final CompletableFuture<Void> ended;

  private WholePlatform(List<Running> roles, GatewayRole gateway) {
    this.roles = roles;
    this.gateway = gateway;
    // The first that cannot go on ends all.
    this.ended =
        CompletableFuture.anyOf(
                roles.stream().map(Running::ended).toArray(CompletableFuture<?>[]::new))
            .thenAccept(_ -> {});
  }

  /**
   * Makes the topics and the schemas, and starts all roles. When it returns, gateway and
   * materializer have caught up.
   */
  public static WholePlatform start(Settings settings, Served served) throws Exception {
    try (Admin admin = Admin.create(settings.kafka().clientProperties())) {
      new TopicAdmin(admin, settings).apply(TopicAdmin.Alter.NOTHING);
    }
    try (Database database = Database.open(settings.postgres())) {
      database.migrate(PATIENCE);
    }
    List<Callable<Running>> starts = new ArrayList<>();
    starts.add(() -> MaterializerRole.start(settings));
    settings.pools().keySet().stream()
        .sorted()
        .filter(pool -> !pool.equals(PoolRules.AGENTS))
        .forEach(pool -> starts.add(() -> Roles.taskWorker(settings, pool, served)));
    if (served.agents().isPresent()) {
      starts.add(() -> Roles.agentWorker(settings, served));
    }
    starts.add(() -> GatewayRole.start(settings));
    List<Running> roles = startAll(starts);
    GatewayRole gateway = (GatewayRole) roles.getLast();
    WholePlatform platform = new WholePlatform(roles, gateway);
    try {
      awaitReady(roles);
    } catch (Exception e) {
      platform.close();
      throw e;
    }
    return platform;
  }

  /** All of them at the same time; when one fails, none is left. */
  private static List<Running> startAll(List<Callable<Running>> starts) throws Exception {
    List<Running> started = new ArrayList<>();
    List<Exception> failures = new ArrayList<>();
    try (ExecutorService starters = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Running> start : starts.stream().map(starters::submit).toList()) {
        try {
          started.add(start.get());
        } catch (ExecutionException e) {
          failures.add(e.getCause() instanceof Exception cause ? cause : e);
        } catch (InterruptedException e) {
          starters.shutdownNow();
          failures.add(e);
        }
      }
    }
    if (!failures.isEmpty()) {
      started.reversed().forEach(Running::close);
      throw failures.getFirst();
    }
    return started;
  }

  private static void awaitReady(List<Running> roles) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!roles.stream().allMatch(Running::isReady)) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "gateway and materializer are not ready after " + PATIENCE.toSeconds() + " s");
      }
      Thread.sleep(POLL);
    }
  }

  /** Of the gateway. */
  public String url() {
    return gateway.url();
  }

  @Override
  public CompletableFuture<Void> ended() {
    return ended;
  }

  /** The gateway first, the materializer last. */
  @Override
  public void close() {
    roles.reversed().forEach(Running::close);
  }
}
