package io.offstage.worker.input;

import io.offstage.task.Position;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** The headers that workers put on records they send on: forwarded ones and dead letters. */
public final class InputHeaders {

  /** Why a record is in the dead letter topic. */
  public static final String REASON = "offstage-reason";

  /** Where it stood. */
  public static final String FROM_TOPIC = "offstage-topic";

  public static final String FROM_PARTITION = "offstage-partition";
  public static final String FROM_OFFSET = "offstage-offset";

  private static final String HOPS = "offstage-hops";
  private static final String START = "offstage-start";
  private static final Pattern POSITION = Pattern.compile("(\\d{1,9}):(\\d{1,18})");

  private InputHeaders() {}

  /** How often a record has been forwarded. */
  static int hops(ConsumerRecord<?, ?> record) {
    String hops = text(record.headers().lastHeader(HOPS));
    return hops != null && hops.matches("\\d{1,3}") ? Integer.parseInt(hops) : 0;
  }

  /** Where a record stood first: its own position unless it was forwarded. */
  public static Position startedFrom(ConsumerRecord<?, ?> record) {
    return startedFrom(record, new Position(record.partition(), record.offset()));
  }

  /**
   * The same for a dead letter.
   *
   * @param from the position it was taken from
   */
  public static Position startedFrom(ConsumerRecord<?, ?> record, Position from) {
    String start = text(record.headers().lastHeader(START));
    Matcher position = POSITION.matcher(start == null ? "" : start);
    return position.matches()
        ? new Position(Integer.parseInt(position.group(1)), Long.parseLong(position.group(2)))
        : from;
  }

  /** The same record for the partition it belongs to, one hop on. */
  public static ProducerRecord<byte[], byte[]> forwarded(
      ConsumerRecord<byte[], byte[]> record, int partition) {
    Position start = startedFrom(record);
    int hops = hops(record);
    ProducerRecord<byte[], byte[]> forward =
        new ProducerRecord<>(
            record.topic(), partition, record.key(), record.value(), record.headers());
    forward.headers().remove(HOPS).remove(START);
    forward.headers().add(HOPS, utf8(Integer.toString(hops + 1)));
    forward.headers().add(START, utf8(start.partition() + ":" + start.offset()));
    return forward;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static @Nullable String text(@Nullable Header header) {
    return header == null || header.value() == null
        ? null
        : new String(header.value(), StandardCharsets.UTF_8);
  }
}
