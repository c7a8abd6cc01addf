package io.offstage.topic;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A record as it came, to be sent on untouched.
 *
 * @param record as the consumer gave it
 */
public record RawRecord(ConsumerRecord<byte[], byte[]> record) {}
