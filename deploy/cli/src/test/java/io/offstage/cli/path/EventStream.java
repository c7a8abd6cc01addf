package io.offstage.cli.path;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/** A stream of events as its bytes come in. */
final class EventStream {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final HttpResponse<InputStream> response;
  private final Thread reading;

  /** Guarded by itself: written by the reading thread, read by the test's. */
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  EventStream(HttpResponse<InputStream> response) {
    this.response = response;
    this.reading = Thread.ofVirtual().start(this::read);
  }

  private void read() {
    byte[] buffer = new byte[8192];
    try (InputStream in = response.body()) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        synchronized (bytes) {
          bytes.write(buffer, 0, n);
        }
      }
    } catch (IOException e) {
      // Its last frame will be missing.
    }
  }

  int status() {
    return response.statusCode();
  }

  String header(String name) {
    return response.headers().firstValue(name).orElse("");
  }

  private String text() {
    synchronized (bytes) {
      return bytes.toString(StandardCharsets.UTF_8);
    }
  }

  /** What has come, once it is like that. */
  Transcript awaitUntil(String what, Predicate<Transcript> condition) {
    return Awaitility.await(what)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> Transcript.soFar(text()), condition);
  }

  /** What has come, once it holds so many chunks of a type. */
  Transcript await(String type, int count) {
    return awaitUntil(count + " × " + type, said -> said.all(type).size() >= count);
  }

  /** Everything, when the server has ended it. */
  Transcript awaitEnd() {
    Awaitility.await("the stream's end")
        .atMost(PATIENCE)
        .failFast(
            () -> {
              if (status() != 200) {
                throw new AssertionError(status() + " " + text());
              }
            })
        .until(() -> !reading.isAlive());
    return Transcript.of(text());
  }
}
