package io.offstage.gateway;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.awaitility.Awaitility;

/** A client of one gateway. */
public final class Http implements AutoCloseable {

  private final HttpClient client = HttpClient.newHttpClient();
  private final String base;
  private final String[] headers;

  public Http(Gateway gateway, String... headers) {
    this.base = "http://127.0.0.1:" + gateway.port();
    this.headers = headers;
  }

  private HttpRequest.Builder request(String path, String... more) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + path)).timeout(Duration.ofSeconds(20));
    if (headers.length > 0) {
      request.headers(headers);
    }
    if (more.length > 0) {
      request.headers(more);
    }
    return request;
  }

  public HttpResponse<String> get(String path, String... headers) {
    return send(request(path, headers).build());
  }

  public HttpResponse<String> post(String path, String body, String... headers) {
    return send(request(path, headers).POST(HttpRequest.BodyPublishers.ofString(body)).build());
  }

  private HttpResponse<String> send(HttpRequest request) {
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  public Events stream(String path, String... headers) {
    return open(request(path, headers).build());
  }

  public Events streamOfPost(String path, String body, String... headers) {
    return open(request(path, headers).POST(HttpRequest.BodyPublishers.ofString(body)).build());
  }

  private Events open(HttpRequest request) {
    try {
      return new Events(client.send(request, HttpResponse.BodyHandlers.ofInputStream()));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The events of one response, as bytes came. */
  public static final class Events implements AutoCloseable {

    private final HttpResponse<InputStream> response;
    // Its own monitor guards it: written by the reading thread, read by the test's.
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final Thread reading;

    Events(HttpResponse<InputStream> response) {
      this.response = response;
      this.reading = Thread.ofVirtual().start(this::read);
    }

    private void read() {
      try (InputStream in = response.body()) {
        in.transferTo(bytes);
      } catch (IOException e) {
        bytes.writeBytes("(broken off)".getBytes(StandardCharsets.UTF_8));
      }
    }

    public HttpResponse<InputStream> response() {
      return response;
    }

    public String text() {
      return bytes.toString(StandardCharsets.UTF_8);
    }

    /** The text once it holds this. */
    public String awaitText(String part) {
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(() -> org.assertj.core.api.Assertions.assertThat(text()).contains(part));
      return text();
    }

    /** The text when the stream has ended. */
    public String awaitEnd() {
      Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> !reading.isAlive());
      return text();
    }

    public boolean hasEnded() {
      return !reading.isAlive();
    }

    @Override
    public void close() throws IOException {
      response.body().close();
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
