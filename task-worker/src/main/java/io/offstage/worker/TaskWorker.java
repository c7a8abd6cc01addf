package io.offstage.worker;

import io.offstage.limit.LimitsTail;
import io.offstage.limit.PoolLimits;
import io.offstage.settings.PoolSettings;
import io.offstage.settings.Settings;
import io.offstage.topic.ConcurrencyKeys;
import io.offstage.topic.LifecycleCodec;
import io.offstage.topic.PoolRules;
import io.offstage.topic.PoolTopics;
import io.offstage.worker.attempt.FailurePolicy;
import io.offstage.worker.attempt.Handlers;
import io.offstage.worker.attempt.OutputWriter;
import io.offstage.worker.attempt.ToldChildren;
import io.offstage.worker.attempt.VirtualThreadAttempts;
import io.offstage.worker.input.InputDecoding;
import io.offstage.worker.input.InputPoller;
import io.offstage.worker.journal.Journal;
import io.offstage.worker.journal.Recovery;
import io.offstage.worker.journal.RecoveryBounds;
import io.offstage.worker.journal.SnapshotReader;
import io.offstage.worker.journal.Transactions;
import io.offstage.worker.journal.WorkerIdentity;
import io.offstage.worker.schedule.Orphans;
import io.offstage.worker.schedule.Scheduler;
import io.offstage.worker.schedule.SchedulerOptions;
import io.offstage.worker.schedule.StandingLimits;
import io.offstage.worker.schedule.Window;
import io.offstage.worker.tool.Hook;
import io.offstage.worker.tool.Tool;
import io.offstage.worker.tool.Toolbox;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker of one pool: owns partitions, runs their tasks, journals what happens. Any number may
 * serve a pool, on any number of machines; each partition has one owner at a time.
 *
 * <p>{@link #close} drains: no new attempt starts, running ones may end within {@code
 * worker.drain.timeout}, the rest goes back to pending, uncounted, and the worker leaves its group.
 */
public final class TaskWorker implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(TaskWorker.class);
  private static final Duration JOURNAL_PATIENCE = Duration.ofSeconds(30);
  private static final Duration LIMITS_PATIENCE = Duration.ofSeconds(30);
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(1);

  private final Settings settings;
  private final WorkerIdentity identity;
  private final Admin admin;
  private final OutputWriter output;
  private final SnapshotReader snapshots;
  private final Owner owner;
  private final Takeovers takeovers;
  private final LimitsTail limits;
  private final Journal journal;
  private final InputPoller poller;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private final AtomicBoolean closing = new AtomicBoolean();

  private TaskWorker(
      Settings settings,
      PoolRules rules,
      Handlers handlers,
      Orphans orphans,
      Map<String, Integer> listedLimits) {
    this.settings = settings;
    PoolTopics topics = new PoolTopics(settings.topics().prefix(), rules.pool());
    PoolSettings pool = settings.pool(rules.pool());
    this.identity = WorkerIdentity.create(topics);
    WorkerClients clients = new WorkerClients(settings, identity);
    this.admin = clients.admin();
    int partitions = PoolCheck.partitions(admin, settings, topics);
    this.output =
        OutputWriter.open(settings.kafka().clientProperties(), topics, rules, settings.limits());
    RecoveryBounds bounds =
        RecoveryBounds.of(
            settings.recovery().maxScan(),
            settings.recovery().maxBytes(),
            settings.topics().retention().lifecycle());
    Recovery recovery =
        new Recovery(identity, rules, settings.recovery(), bounds, clients.reading(), admin);
    this.snapshots = new SnapshotReader(identity, topics.lifecycle(), clients.reading());
    VirtualThreadAttempts attempts =
        new VirtualThreadAttempts(
            handlers,
            output,
            new ToldChildren(settings.kafka().clientProperties(), topics, rules),
            FailurePolicy.DEFAULT,
            settings.limits());
    Scheduler scheduler =
        new Scheduler(
            new SchedulerOptions(
                rules.pool(),
                identity.name(),
                settings.worker().concurrency(),
                standing(pool, listedLimits),
                attempts::knows,
                settings.worker().unknownToolGrace(),
                settings.recovery().dedupeWindow(),
                orphans,
                Window.DEFAULT,
                SchedulerOptions.START_WINDOW));
    this.owner =
        new Owner(
            scheduler, attempts, new LifecycleCodec(rules), InstantSource.system(), new Parts());
    this.takeovers = new Takeovers(recovery, owner::post, new Parts());
    this.limits =
        LimitsTail.start(
            settings.kafka().clientProperties(),
            settings.topics().prefix(),
            pools ->
                owner.post(new Mail.Limits(pools.getOrDefault(rules.pool(), PoolLimits.NONE))));
    this.poller =
        new InputPoller(
            topics.commands(),
            clients.input(),
            new InputDecoding(
                rules, settings.limits(), pool.accept(), settings.pools().keySet(), partitions),
            new ToOwner(owner, takeovers, new Parts(), settings.worker().drain().rebalance()),
            settings.worker().drain().rebalance().plus(JOURNAL_PATIENCE));
    this.journal =
        new Journal(
            () -> Transactions.connect(identity, clients.journal(), poller::membership),
            owner,
            settings.journal().maxBatch(),
            snapshots,
            InstantSource.system());
  }

  /** A thread has one turn at a time; every other key has the pool's limit. */
  private static StandingLimits standing(PoolSettings pool, Map<String, Integer> listed) {
    return new StandingLimits(
        key -> key.startsWith(ConcurrencyKeys.THREAD_PREFIX) ? 1 : pool.keyConcurrency(),
        pool.maxQueued(),
        pool.limits(),
        listed);
  }

  /**
   * Starts a worker of the settings' {@code worker.pool} with these tools. It enforces the limits
   * that agents in the settings' file ask for.
   *
   * @throws KafkaException if Kafka cannot be reached
   * @throws IllegalStateException if the pool's topics are missing or do not fit together; the
   *     message says what to do
   */
  public static TaskWorker serving(Settings settings, Tool... tools) {
    return serving(settings, List.of(), tools);
  }

  /** Like the other, with hooks beside the tools. */
  public static TaskWorker serving(Settings settings, Collection<Hook> hooks, Tool... tools) {
    Handlers handlers = Handlers.of(Toolbox.of(tools)).orElse(Handlers.ofHooks(hooks));
    return start(
        settings, settings.worker().pool(), handlers, Orphans.DROPPED, settings.listedLimits());
  }

  /**
   * Starts a worker.
   *
   * @param pool which pool it serves
   * @param handlers the code it has
   * @param orphans what becomes of children whose parent has ended
   * @param listedLimits permits of named limits that only those tasks need which list them; the
   *     settings and what is set at run time go before
   */
  public static TaskWorker start(
      Settings settings,
      String pool,
      Handlers handlers,
      Orphans orphans,
      Map<String, Integer> listedLimits) {
    PoolRules rules =
        new PoolRules(pool, settings.pool(pool).keyTemplate(), pool.equals(PoolRules.AGENTS));
    TaskWorker worker = new TaskWorker(settings, rules, handlers, orphans, listedLimits);
    worker.owner.start();
    worker.takeUpLimits();
    worker.poller.start();
    LOG.atInfo()
        .addKeyValue("pool", pool)
        .addKeyValue("worker", worker.identity.name())
        .log("worker started");
    return worker;
  }

  /** Takes up the limits that are set, before the first partition is served. */
  private void takeUpLimits() {
    try {
      limits.awaitLoaded(LIMITS_PATIENCE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IllegalStateException e) {
      close();
      throw e;
    }
  }

  /** This worker's name, as running tasks bear it. */
  public String name() {
    return identity.name();
  }

  /**
   * Waits until the worker has been closed.
   *
   * @throws IllegalStateException if it ended by itself because it could not go on
   */
  public void awaitShutdown() throws InterruptedException {
    try {
      ended.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the worker could not go on: " + e.getCause(), e.getCause());
    }
  }

  @Override
  public void close() {
    if (!closing.compareAndSet(false, true)) {
      ended.exceptionally(_ -> null).join();
      return;
    }
    Duration patience = settings.worker().drain().timeout();
    CompletableFuture<Void> released = new CompletableFuture<>();
    owner.post(new Mail.ReleaseAll(patience, released));
    try {
      released.get(patience.plus(JOURNAL_PATIENCE).toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.atError().setCause(e).log("could not drain in time; tasks will be redelivered");
    }
    limits.close();
    poller.close();
    owner.stop();
    journal.close();
    snapshots.close();
    output.close();
    admin.close(CLOSE_PATIENCE);
    LOG.atInfo().addKeyValue("worker", identity.name()).log("worker stopped");
    ended.complete(null);
  }

  private void fail(Throwable cause) {
    if (closing.get()) {
      return;
    }
    LOG.atError().setCause(cause).log("worker cannot go on");
    Thread.ofPlatform()
        .name("offstage-failing")
        .start(
            () -> {
              ended.completeExceptionally(cause);
              close();
            });
  }

  private final class Parts implements Wiring {
    @Override
    public Journal journal() {
      return journal;
    }

    @Override
    public InputPoller poller() {
      return poller;
    }

    @Override
    public void failed(Throwable cause) {
      fail(cause);
    }
  }
}
