package io.offstage.agent;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.UUID;

/** UUIDs of version 7 (RFC 9562): the milliseconds since 1970, then chance. Any thread. */
final class TimeOrderedId {

  private static final SecureRandom CHANCE = new SecureRandom();
  private static final Clock CLOCK = Clock.systemUTC();

  private TimeOrderedId() {}

  static String next() {
    long high = (CLOCK.millis() << 16) | 0x7000L | (CHANCE.nextLong() & 0x0fffL);
    long low = 0x8000000000000000L | (CHANCE.nextLong() & 0x3fffffffffffffffL);
    return new UUID(high, low).toString();
  }
}
