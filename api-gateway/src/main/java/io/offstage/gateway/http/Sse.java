package io.offstage.gateway.http;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.offstage.gateway.auth.Allowance;
import io.offstage.gateway.stream.SseWriter;
import io.offstage.gateway.tail.Interest;
import io.offstage.gateway.tail.Subscription;
import io.offstage.gateway.tail.Tail;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What all event streams have in common on the side of HTTP. */
final class Sse {

  private static final Logger log = LoggerFactory.getLogger(Sse.class);

  private final Tail tail;
  private final Allowance allowance;
  private final InstantSource clock;
  private final Duration heartbeat;

  Sse(Tail tail, Allowance allowance, InstantSource clock, Duration heartbeat) {
    this.tail = tail;
    this.allowance = allowance;
    this.clock = clock;
    this.heartbeat = heartbeat;
  }

  Tail tail() {
    return tail;
  }

  InstantSource clock() {
    return clock;
  }

  /** Subscribes, or refuses with 503. */
  Subscription subscribe(Interest interest) {
    return tail.subscribe(interest)
        .orElseThrow(() -> Problem.unavailable("The gateway has not caught up with the log yet"));
  }

  /** Counts this stream against its principal's share, or refuses with 429. */
  Allowance.OpenStream open(Call call) {
    return allowance
        .openStream(call.who())
        .orElseThrow(() -> Problem.tooMany("Too many open streams", 5));
  }

  /** What writes the events. */
  @FunctionalInterface
  interface Events {
    void write(SseWriter out) throws IOException, InterruptedException;
  }

  /** Sends the headers and then the events, until they end or the client is gone. */
  void send(Call call, Events events) throws InterruptedException {
    call.response().status(Status.OK_200);
    call.response().header(HeaderNames.CONTENT_TYPE, "text/event-stream");
    call.response().header(HeaderNames.CACHE_CONTROL, "no-cache");
    call.response().header(HeaderNames.create("X-Accel-Buffering"), "no");
    try (OutputStream out = call.response().outputStream()) {
      events.write(new SseWriter(out, clock, heartbeat));
    } catch (IOException | UncheckedIOException e) {
      log.atDebug().addKeyValue("principal", call.who().name()).log("A stream's client is gone");
    }
  }
}
