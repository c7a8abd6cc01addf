package io.offstage.gateway.materialize;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * One partition number of one pool: its command and its lifecycle topic. Made anywhere, used by one
 * stream thread.
 */
final class PoolFold implements Processor<byte[], byte[], Void, Void> {

  private static final Duration BETWEEN_COMMITS = Duration.ofSeconds(1);
  private static final Duration BETWEEN_RETRIES = Duration.ofSeconds(60);

  private final PoolLog log;
  private final SourceOpener opener;
  private final Supplier<TableBatch> batchOfThread;
  private final Duration tick;
  private @Nullable Open open;

  private record Open(
      ProcessorContext<Void, Void> context, TableBatch batch, Map<String, Source> sources) {}

  /**
   * A fold that is not open yet.
   *
   * @param batchOfThread asked on the stream thread
   * @param tick how often the batch is looked at
   */
  PoolFold(PoolLog log, SourceOpener opener, Supplier<TableBatch> batchOfThread, Duration tick) {
    this.log = log;
    this.opener = opener;
    this.batchOfThread = batchOfThread;
    this.tick = tick;
  }

  @Override
  public void init(ProcessorContext<Void, Void> context) {
    Open opened = new Open(context, batchOfThread.get(), new HashMap<>());
    for (Source source : opener.open(log.folds(context.taskId().partition()))) {
      opened.sources.put(source.partition().topic(), source);
      opened.batch.open(source);
    }
    open = opened;
    context.schedule(tick, PunctuationType.WALL_CLOCK_TIME, _ -> opened.batch.writeIfDue());
    context.schedule(BETWEEN_COMMITS, PunctuationType.WALL_CLOCK_TIME, _ -> commit(opened));
    context.schedule(BETWEEN_RETRIES, PunctuationType.WALL_CLOCK_TIME, _ -> retry(opened.sources));
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    Open here = Objects.requireNonNull(open, "not open");
    RecordMetadata at = here.context.recordMetadata().orElseThrow();
    Source source = here.sources.get(at.topic());
    if (source != null) {
      here.batch.add(source, asConsumed(record, at));
    }
  }

  private static ConsumerRecord<byte[], byte[]> asConsumed(
      Record<byte[], byte[]> record, RecordMetadata at) {
    return new ConsumerRecord<>(
        at.topic(),
        at.partition(),
        at.offset(),
        record.timestamp(),
        TimestampType.LOG_APPEND_TIME,
        record.key() == null ? 0 : record.key().length,
        record.value() == null ? 0 : record.value().length,
        record.key(),
        record.value(),
        record.headers(),
        Optional.empty());
  }

  /** Streams commits what is asked here before it hands out another record. */
  private static void commit(Open here) {
    here.batch.write();
    here.context.commit();
  }

  private void retry(Map<String, Source> sources) {
    sources.values().stream().filter(Source::stopped).forEach(opener::retry);
  }

  @Override
  public void close() {
    Open closing = open;
    if (closing != null) {
      closing.batch.tryWrite();
      closing.sources.values().forEach(closing.batch::close);
      open = null;
    }
  }
}
