package io.offstage.worker.journal;

import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Snapshots of a partition that were read to be appended again, as they stand in the log.
 *
 * @param term of ownership in which they were asked for
 */
record Copies(int partition, long term, List<ConsumerRecord<byte[], byte[]>> records) {}
