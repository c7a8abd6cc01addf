package io.offstage.bench.chaos;

import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * A record to produce.
 *
 * @param pool whose command topic
 * @param taskId of a started record, which must then end or be a dead letter; absent for others
 * @param key of the record
 * @param anywhere whether it goes to a partition of chance in place of its key's
 */
record Order(String pool, @Nullable String taskId, String key, Bytes value, boolean anywhere) {}
