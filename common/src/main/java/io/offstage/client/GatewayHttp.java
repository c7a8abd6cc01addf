package io.offstage.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Requests to one gateway; any thread. */
final class GatewayHttp implements AutoCloseable {

  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofSeconds(30);
  private static final int LONGEST_FOREIGN_BODY = 200;

  private final URI base;
  private final @Nullable String apiKey;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT).build();

  GatewayHttp(URI base, @Nullable String apiKey) {
    this.base = base;
    this.apiKey = apiKey;
  }

  URI base() {
    return base;
  }

  /** A part of a path, or a value of a query. */
  static String encoded(String part) {
    return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
  }

  JsonNode get(String path) {
    return get(path, Duration.ZERO);
  }

  /**
   * Reads.
   *
   * @param more how much longer than usual the answer may take
   */
  JsonNode get(String path, Duration more) {
    return exchange(request(path).timeout(ANSWER.plus(more)).GET().build());
  }

  /** Writes; the answer's body. */
  JsonNode post(String path, JsonNode body, String... headers) {
    HttpRequest.Builder request = posting(path, body).timeout(ANSWER);
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return exchange(request.build());
  }

  /** Writes; the answer's body. */
  JsonNode put(String path, JsonNode body) {
    return exchange(
        request(path)
            .timeout(ANSWER)
            .header("Content-Type", "application/json")
            .PUT(HttpRequest.BodyPublishers.ofString(body.toString()))
            .build());
  }

  JsonNode delete(String path) {
    return exchange(request(path).timeout(ANSWER).DELETE().build());
  }

  SseConnection openPost(String path, JsonNode body) {
    return open(posting(path, body).header("Accept", "text/event-stream").build());
  }

  SseConnection openGet(String path, @Nullable String lastEventId) {
    HttpRequest.Builder request = request(path).header("Accept", "text/event-stream").GET();
    if (lastEventId != null) {
      request.header("Last-Event-ID", lastEventId);
    }
    return open(request.build());
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + "/api" + path));
    if (apiKey != null) {
      request.header("Authorization", "Bearer " + apiKey);
    }
    return request;
  }

  private HttpRequest.Builder posting(String path, JsonNode body) {
    return request(path)
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body.toString()));
  }

  private JsonNode exchange(HttpRequest request) {
    HttpResponse<String> response = send(request, BodyHandlers.ofString(StandardCharsets.UTF_8));
    if (response.statusCode() / 100 != 2) {
      throw refused(response.statusCode(), response.body());
    }
    return ClientJson.read(response.body());
  }

  private SseConnection open(HttpRequest request) {
    HttpResponse<InputStream> response = send(request, BodyHandlers.ofInputStream());
    if (response.statusCode() == 200) {
      return new SseConnection(response.body());
    }
    try (InputStream body = response.body()) {
      throw refused(
          response.statusCode(), new String(body.readNBytes(1 << 16), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new OffstageException("the gateway's refusal could not be read: " + e.getMessage(), e);
    }
  }

  private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
    try {
      return http.send(request, handler);
    } catch (ConnectException e) {
      throw new OffstageException("no gateway answers at " + base, e);
    } catch (HttpTimeoutException e) {
      throw new OffstageException("the gateway at " + base + " did not answer in time", e);
    } catch (IOException e) {
      throw new OffstageException("the call to " + base + " broke: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new OffstageException("interrupted while waiting for " + base, e);
    }
  }

  /** Whoever answers: our gateway's problem documents, or a proxy's page. */
  private static OffstageException refused(int status, String body) {
    try {
      JsonNode problem = ClientJson.read(body);
      String error = ClientJson.text(problem, "error");
      if (error != null) {
        return new OffstageException(status, error, issues(problem.path("issues")));
      }
    } catch (OffstageException notJson) {
      // Not our gateway's words: quoted below.
    }
    String quoted = body.strip();
    return new OffstageException(
        status,
        "HTTP %d: %s"
            .formatted(
                status, quoted.substring(0, Math.min(quoted.length(), LONGEST_FOREIGN_BODY))),
        List.of());
  }

  private static List<OffstageException.Issue> issues(JsonNode given) {
    List<OffstageException.Issue> issues = new ArrayList<>();
    given.forEach(
        issue ->
            issues.add(
                new OffstageException.Issue(
                    ClientJson.text(issue, "field", ""), ClientJson.text(issue, "message", ""))));
    return issues;
  }

  static void closeQuietly(Closeable stream) {
    try {
      stream.close();
    } catch (IOException gone) {
      // There is nothing left to close.
    }
  }

  /** Ends what is under way. */
  @Override
  public void close() {
    http.shutdownNow();
  }
}
