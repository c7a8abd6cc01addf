package io.offstage.cli.path;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.awaitility.Awaitility;

/** A client of one gateway. */
final class Api implements AutoCloseable {

  private static final JsonMapper MAPPER = new JsonMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final HttpClient client = HttpClient.newHttpClient();
  private final String base;

  Api(int port) {
    this.base = "http://127.0.0.1:" + port + "/api";
  }

  /** An answer that is JSON. */
  record Answer(int status, String contentType, JsonNode body) {

    static Answer of(HttpResponse<String> response) {
      return new Answer(
          response.statusCode(),
          response.headers().firstValue("Content-Type").orElse(""),
          json(response.body()));
    }

    /** The body of an answer that is no error. */
    JsonNode ok() {
      if (status / 100 != 2) {
        throw new AssertionError(status + " " + body);
      }
      return body;
    }
  }

  static JsonNode json(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError("not JSON: " + text, e);
    }
  }

  Answer get(String path) {
    return Answer.of(send(request(path).build(), BodyHandlers.ofString()));
  }

  Answer post(String path, String body) {
    return Answer.of(send(posting(path, body), BodyHandlers.ofString()));
  }

  /** A stream of events that a POST is answered with. */
  EventStream stream(String path, String body) {
    return new EventStream(send(posting(path, body), BodyHandlers.ofInputStream()));
  }

  /** Asks an agent in thread {@code t1} of {@code u1}, until idle. */
  EventStream untilIdle(String agent, String message) {
    return stream("/agents/" + agent + "/stream-until-idle", question(message));
  }

  /** What asks an agent in thread {@code t1} of {@code u1}. */
  static String question(String message) {
    return "{\"messages\":\"%s\",\"memory\":{\"thread\":\"t1\",\"resource\":\"u1\"}}"
        .formatted(message);
  }

  /** A run from one of its chunks on, to its end. */
  EventStream observing(String agent, String runId, int offset) {
    String body = "{\"runId\":\"%s\",\"offset\":%d}".formatted(runId, offset);
    return stream("/agents/" + agent + "/observe", body);
  }

  /** The messages of thread {@code t1} of {@code u1}. */
  JsonNode messages() {
    return get("/memory/threads/t1/messages?resourceId=u1&perPage=100").ok().path("messages");
  }

  /** Waits until some worker serves this agent. */
  void awaitAgent(String agent) {
    Awaitility.await().atMost(PATIENCE).until(() -> get("/agents/" + agent).status() == 200);
  }

  private HttpRequest posting(String path, String body) {
    return request(path).POST(HttpRequest.BodyPublishers.ofString(body)).build();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(base + path)).timeout(PATIENCE);
  }

  private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
    try {
      return client.send(request, handler);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
