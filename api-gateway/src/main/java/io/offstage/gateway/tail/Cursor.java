package io.offstage.gateway.tail;

import io.offstage.topic.PoolTopics;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * How far a stream has come: a position per partition that it has read, and a time for those it has
 * not (a pool that was added since). As text it is {@code 1~<time>~<pool>~<lifecycle
 * offsets>~<output offsets>…}: numbers to base 36, offsets by partition with dots between. Any
 * gateway reads it.
 *
 * @param at when the stream was there
 * @param next the next offset of each partition
 */
public record Cursor(Instant at, Map<TopicPartition, Long> next) {

  private static final String VERSION = "1";
  private static final int LONGEST = 16_384;

  public Cursor {
    next = Map.copyOf(next);
  }

  /** The cursor's text, made of characters that need no escape anywhere. */
  public static String text(Instant at, Positions positions, TailOptions options) {
    StringBuilder out = new StringBuilder(VERSION).append('~');
    out.append(Long.toString(at.toEpochMilli(), 36));
    for (String pool : options.pools()) {
      PoolTopics names = new PoolTopics(options.prefix(), pool);
      out.append('~').append(pool);
      append(out, positions, names.lifecycle());
      append(out, positions, names.output());
    }
    return out.toString();
  }

  private static void append(StringBuilder out, Positions positions, String topic) {
    out.append('~');
    for (int p = 0; ; p++) {
      long offset = positions.of(new TopicPartition(topic, p));
      if (offset < 0) {
        return;
      }
      out.append(p == 0 ? "" : ".").append(Long.toString(offset, 36));
    }
  }

  /** Understands a cursor's text. */
  public static Cursor of(String text, TailOptions options) throws MalformedCursor {
    String[] parts = text.split("~", -1);
    if (text.length() > LONGEST || parts.length < 2 || !parts[0].equals(VERSION)) {
      throw new MalformedCursor("not a cursor of this gateway");
    }
    if ((parts.length - 2) % 3 != 0) {
      throw new MalformedCursor("the cursor is cut off");
    }
    Map<TopicPartition, Long> next = new HashMap<>();
    for (int i = 2; i < parts.length; i += 3) {
      // What is no longer a pool of ours is passed over: the stream has nothing to say of it.
      if (options.pools().contains(parts[i])) {
        PoolTopics names = new PoolTopics(options.prefix(), parts[i]);
        read(names.lifecycle(), parts[i + 1], next);
        read(names.output(), parts[i + 2], next);
      }
    }
    return new Cursor(Instant.ofEpochMilli(number(parts[1])), next);
  }

  private static void read(String topic, String offsets, Map<TopicPartition, Long> next)
      throws MalformedCursor {
    String[] parts = offsets.isEmpty() ? new String[0] : offsets.split("\\.", -1);
    for (int p = 0; p < parts.length; p++) {
      next.put(new TopicPartition(topic, p), number(parts[p]));
    }
  }

  private static long number(String text) throws MalformedCursor {
    try {
      long number = Long.parseLong(text, 36);
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw new MalformedCursor("the cursor holds \"" + text + "\" where a number stands");
    }
    throw new MalformedCursor("the cursor holds a negative number");
  }
}
