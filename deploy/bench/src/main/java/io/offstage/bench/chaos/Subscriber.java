package io.offstage.bench.chaos;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.offstage.bench.history.Fact;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One who follows the stream of all tasks, and comes back with its cursor whenever it is cut. A
 * thread of its own reads.
 */
final class Subscriber implements AutoCloseable {

  private static final JsonMapper MAPPER = new JsonMapper();
  private static final Duration PAUSE = Duration.ofMillis(200);

  private final HttpClient client = HttpClient.newHttpClient();
  private final Supplier<String> gateway;
  private final Consumer<Fact> facts;
  private final CountDownLatch connected = new CountDownLatch(1);
  private final Thread thread;
  private @Nullable String cursor;

  // Set by the reading thread, closed by any.
  private volatile @Nullable InputStream body;
  private volatile boolean closed;

  /**
   * Begins to follow.
   *
   * @param gateway where it is now
   * @param facts called on the reading thread
   */
  Subscriber(Supplier<String> gateway, Consumer<Fact> facts) {
    this.gateway = gateway;
    this.facts = facts;
    this.thread = Thread.ofPlatform().daemon().name("chaos-subscriber").start(this::run);
  }

  /** Returns when it has a cursor: whatever happens from now on, it must see. */
  void awaitConnected(Duration patience) throws InterruptedException {
    if (!connected.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new IllegalStateException("the gateway does not stream");
    }
  }

  private void run() {
    try {
      while (!closed) {
        try {
          follow();
        } catch (IOException cut) {
          Thread.sleep(PAUSE);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void follow() throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(gateway.get() + "/api/background-tasks/stream"))
            .timeout(Duration.ofSeconds(10));
    if (cursor != null) {
      request.header("Last-Event-ID", cursor);
    }
    HttpResponse<InputStream> response = client.send(request.build(), BodyHandlers.ofInputStream());
    try (InputStream in = response.body();
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      if (response.statusCode() != 200) {
        throw new IOException("status " + response.statusCode());
      }
      body = in;
      read(lines);
    }
  }

  /** Events as they are completed by an empty line; what is cut off before it never came. */
  private void read(BufferedReader lines) throws IOException {
    String id = null;
    String event = "";
    StringBuilder data = new StringBuilder();
    for (String line = lines.readLine(); line != null && !closed; line = lines.readLine()) {
      if (line.startsWith("data: ")) {
        data.append(line, 6, line.length());
      } else if (line.startsWith("id: ")) {
        id = line.substring(4);
      } else if (line.startsWith("event: ")) {
        event = line.substring(7);
      } else if (line.isEmpty()) {
        tell(event, data.toString());
        if (id != null) {
          cursor = id;
          connected.countDown();
        }
        event = "";
        data.setLength(0);
      }
    }
  }

  private void tell(String event, String data) throws JsonProcessingException {
    if (event.equals("gap")) {
      facts.accept(new Fact.Gap());
    } else if (!data.isEmpty()) {
      JsonNode chunk = MAPPER.readTree(data);
      String type = chunk.path("type").asText();
      if (!type.equals("background-task-output")) {
        JsonNode payload = chunk.path("payload");
        facts.accept(new Fact.Shown(type, payload.path("taskId").asText(), moment(type, payload)));
      }
    }
  }

  private static @Nullable String moment(String type, JsonNode payload) {
    String field =
        switch (type) {
          case "background-task-running", "background-task-resumed" -> "startedAt";
          case "background-task-suspended" -> "suspendedAt";
          default -> "completedAt";
        };
    return payload.path(field).textValue();
  }

  /** Breaks its connection. Any thread. */
  void cut() {
    InputStream open = body;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    cut();
    thread.interrupt();
    client.shutdownNow();
  }
}
