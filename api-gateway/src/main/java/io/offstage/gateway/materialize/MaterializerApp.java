package io.offstage.gateway.materialize;

import io.offstage.settings.MaterializerSettings;
import io.offstage.settings.Settings;
import io.offstage.store.Database;
import io.offstage.store.TaskReader;
import io.offstage.store.TaskWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Streams app and the thread beside it. Each pool is a sub-topology of its own; there is no
 * store and no internal topic.
 */
public final class MaterializerApp implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(MaterializerApp.class);
  private static final Duration CLOSING = Duration.ofSeconds(30);
  private static final Duration BEFORE_NEXT_THREAD = Duration.ofSeconds(1);

  private final KafkaStreams streams;
  private final Upkeep upkeep;
  private final PatientTable table;

  private MaterializerApp(KafkaStreams streams, Upkeep upkeep, PatientTable table) {
    this.streams = streams;
    this.upkeep = upkeep;
    this.table = table;
  }

  /**
   * Starts the threads. Database and admin client stay the caller's, and must outlive the app.
   *
   * @param partitions how many each topic has; all topics of all pools must be there
   */
  public static MaterializerApp start(
      Settings settings, Database database, Admin admin, Map<String, Integer> partitions) {
    MaterializerSettings own = settings.materializer();
    TaskWriter writer = database.taskWriter();
    TaskReader reader = database.taskReader();
    List<PoolLog> pools = PoolLog.all(settings, partitions);
    PatientTable table = new PatientTable(writer, reader);
    PolledOffsets polled = new PolledOffsets();
    LogOffsets log = new LogOffsets(admin);
    Replay replay = new Replay(settings.kafka().clientProperties(), table, own.batchRecords());
    SourceOpener opener =
        new SourceOpener(StreamsProperties.applicationId(settings), log, table, replay);
    ThreadLocal<TableBatch> batches =
        ThreadLocal.withInitial(() -> new TableBatch(table, replay, polled, own));
    KafkaStreams streams =
        new KafkaStreams(
            topology(pools, opener, batches::get, StreamsProperties.tick(own)),
            StreamsProperties.of(settings),
            new PolledClients(polled));
    streams.setUncaughtExceptionHandler(failure -> replaceThread(failure, table));
    Upkeep upkeep =
        new Upkeep(
            writer,
            settings.retention(),
            pools.stream().map(pool -> new PassedStarts(pool, log, reader, writer)).toList());
    streams.start();
    upkeep.start();
    return new MaterializerApp(streams, upkeep, table);
  }

  private static Topology topology(
      List<PoolLog> pools, SourceOpener opener, Supplier<TableBatch> batchOfThread, Duration tick) {
    Topology topology = new Topology();
    ByteArrayDeserializer bytes = new ByteArrayDeserializer();
    for (PoolLog pool : pools) {
      String name = pool.topics().pool();
      topology
          .addSource(
              AutoOffsetReset.earliest(),
              "log-" + name,
              // No time is read from it; a record without one is a record all the same.
              (record, _) -> Math.max(0, record.timestamp()),
              bytes,
              bytes,
              pool.topics().commands(),
              pool.topics().lifecycle())
          .addProcessor(
              "fold-" + name, () -> new PoolFold(pool, opener, batchOfThread, tick), "log-" + name);
    }
    return topology;
  }

  /** The next thread finds in Postgres how far this one came. */
  private static StreamThreadExceptionResponse replaceThread(
      Throwable failure, PatientTable table) {
    LOG.atError().setCause(failure).log("A thread of the materializer ends; another one follows");
    table.pause(BEFORE_NEXT_THREAD);
    return StreamThreadExceptionResponse.REPLACE_THREAD;
  }

  /** Whether all partitions are being folded, and no thread waits for Postgres. Any thread. */
  public boolean isReady() {
    return streams.state() == KafkaStreams.State.RUNNING && table.answers();
  }

  /**
   * Writes what was read, leaves the group, ends the threads; half a minute at most. Idempotent.
   */
  @Override
  public void close() {
    table.close();
    boolean ended =
        streams.close(
            CloseOptions.timeout(CLOSING)
                .withGroupMembershipOperation(GroupMembershipOperation.LEAVE_GROUP));
    upkeep.close();
    if (!ended) {
      LOG.atWarn().log("The materializer's threads have not ended in time");
    }
  }
}
