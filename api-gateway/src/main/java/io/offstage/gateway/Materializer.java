package io.offstage.gateway;

import io.offstage.gateway.materialize.MaterializerApp;
import io.offstage.settings.Settings;
import io.offstage.store.Database;
import io.offstage.topic.PoolTopics;
import io.offstage.topic.TopicAdmin;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;

/**
 * The role {@code materializer}: folds the log into Postgres. Any number of processes share the
 * partitions.
 */
public final class Materializer implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration PAUSE = Duration.ofMillis(250);

  private final Database database;
  private final Admin admin;
  private final MaterializerApp app;

  private Materializer(Database database, Admin admin, MaterializerApp app) {
    this.database = database;
    this.admin = admin;
    this.app = app;
  }

  /**
   * Waits a minute each for Postgres and for the topics, brings the schemas up to date, and starts
   * the threads. From then on either may go away and come back.
   *
   * @throws io.offstage.store.StoreUnavailable if Postgres is not there
   * @throws io.offstage.topic.TopicsUnavailable if Kafka does not answer
   * @throws IllegalStateException if topics are missing; the message names them
   */
  public static Materializer start(Settings settings) {
    Database database = Database.open(settings.postgres());
    Admin admin = Admin.create(settings.kafka().clientProperties());
    try {
      database.migrate(PATIENCE);
      Map<String, Integer> partitions = awaitTopics(new TopicAdmin(admin, settings), settings);
      return new Materializer(
          database, admin, MaterializerApp.start(settings, database, admin, partitions));
    } catch (RuntimeException e) {
      admin.close(Duration.ZERO);
      database.close();
      throw e;
    }
  }

  private static Map<String, Integer> awaitTopics(TopicAdmin topics, Settings settings) {
    List<String> needed =
        settings.pools().keySet().stream()
            .map(pool -> new PoolTopics(settings.topics().prefix(), pool))
            .flatMap(names -> List.of(names.commands(), names.lifecycle()).stream())
            .sorted()
            .toList();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    Map<String, Integer> partitions = topics.partitions();
    while (!partitions.keySet().containsAll(needed)) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "Topics are missing: %s; run `offstage topics apply`"
                .formatted(without(needed, partitions)));
      }
      pause();
      partitions = topics.partitions();
    }
    return partitions;
  }

  private static List<String> without(List<String> needed, Map<String, Integer> present) {
    return needed.stream().filter(topic -> !present.containsKey(topic)).toList();
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for the topics", e);
    }
  }

  /**
   * Whether all partitions are being folded and Postgres answers. Not whether the rows are up to
   * date: what they are true at stands beside them.
   */
  public boolean isReady() {
    return app.isReady();
  }

  /** Writes what was read and ends everything; about a minute at most. Idempotent. */
  @Override
  public void close() {
    app.close();
    admin.close(PAUSE);
    database.close();
  }
}
