package io.offstage.worker.journal;

import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Who is told how the journal fares. Called from its threads; must not block. */
public interface JournalListener {

  /**
   * Every entry up to this sequence number that was not dropped is durable and visible.
   *
   * @param consumed by partition, the input offset below which all is consumed
   */
  void durable(long sequence, Map<Integer, Long> consumed);

  /**
   * A transaction's outcome is unknown or its producers are dead: all partitions must be recovered
   * from the log.
   */
  void broken(Throwable cause);

  /**
   * Snapshots that were asked for; the others follow. Called from the reader's thread.
   *
   * @param slots of their tasks
   */
  void readBack(
      int partition,
      long term,
      List<Integer> slots,
      List<ConsumerRecord<byte[], byte[]>> snapshots);
}
