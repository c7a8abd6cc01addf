package io.offstage.gateway.auth;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** How much of the gateway each principal may use: requests per second, and open streams. */
public final class Allowance {

  private final int requestsPerSecond;
  private final int streams;
  private final InstantSource clock;

  // Requests come on threads of their own; each principal's share is guarded by its own monitor.
  // Principals come from the settings, so there are few.
  private final ConcurrentMap<String, Share> shares = new ConcurrentHashMap<>();

  private static final class Share {
    private Instant since = Instant.EPOCH;
    private int requests;
    private int streams;
  }

  public Allowance(int requestsPerSecond, int streams, InstantSource clock) {
    this.requestsPerSecond = requestsPerSecond;
    this.streams = streams;
    this.clock = clock;
  }

  private Share share(Principal principal) {
    return shares.computeIfAbsent(principal.name(), _ -> new Share());
  }

  /** Counts a request; says how long to wait if it is one too many. */
  public Optional<Duration> request(Principal principal) {
    Share share = share(principal);
    Instant now = clock.instant();
    synchronized (share) {
      if (!now.isBefore(share.since.plusSeconds(1))) {
        share.since = now;
        share.requests = 0;
      }
      return ++share.requests > requestsPerSecond
          ? Optional.of(Duration.ofSeconds(1))
          : Optional.empty();
    }
  }

  /** A stream that counts until it is closed. */
  public static final class OpenStream implements AutoCloseable {
    private final Share share;

    private OpenStream(Share share) {
      this.share = share;
    }

    @Override
    public void close() {
      synchronized (share) {
        share.streams--;
      }
    }
  }

  /** Counts a stream; empty if it is one too many. */
  public Optional<OpenStream> openStream(Principal principal) {
    Share share = share(principal);
    synchronized (share) {
      if (share.streams >= streams) {
        return Optional.empty();
      }
      share.streams++;
      return Optional.of(new OpenStream(share));
    }
  }
}
