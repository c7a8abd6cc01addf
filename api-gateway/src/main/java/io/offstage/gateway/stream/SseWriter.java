package io.offstage.gateway.stream;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Server-sent events on one response. Every frame ends with an empty line; data is one line, as
 * {@code data: …}. One thread at a time.
 */
public final class SseWriter {

  private static final byte[] DONE = bytes("data: [DONE]\n\n");

  private final OutputStream out;
  private final InstantSource clock;
  private final Duration heartbeat;
  private Instant lastWrite;

  public SseWriter(OutputStream out, InstantSource clock, Duration heartbeat) {
    this.out = out;
    this.clock = clock;
    this.heartbeat = heartbeat;
    this.lastWrite = clock.instant();
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** A frame with nothing but data, which is one line of JSON. */
  void data(String json) throws IOException {
    write(bytes("data: " + json + "\n\n"));
  }

  void done() throws IOException {
    write(DONE);
  }

  /** A frame that clients pass over. */
  void comment(String text) throws IOException {
    write(bytes(": " + text + "\n\n"));
  }

  /** Frames as they are to be sent. */
  void write(byte[] frames) throws IOException {
    out.write(frames);
    lastWrite = clock.instant();
  }

  void flush() throws IOException {
    out.flush();
  }

  /** How long until a comment is due. */
  Duration untilHeartbeat() {
    return Duration.between(clock.instant(), lastWrite.plus(heartbeat));
  }

  boolean isHeartbeatDue() {
    return !untilHeartbeat().isPositive();
  }
}
