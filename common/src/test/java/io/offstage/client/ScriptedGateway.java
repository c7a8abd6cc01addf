package io.offstage.client;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/** An HTTP server that gives the answers it was told, in order, and keeps what it was asked. */
final class ScriptedGateway implements AutoCloseable {

  /** What was asked: {@code GET /api/x}, the body, and {@code Last-Event-ID}. */
  record Asked(String line, String body, List<String> lastEventId, List<String> authorization) {}

  private record Answer(int status, String type, String body) {}

  private final HttpServer server;
  // Filled by the test, emptied by the server's one thread; guarded by this.
  private final Queue<Answer> answers = new ArrayDeque<>();
  private final List<Asked> asked = new ArrayList<>();

  ScriptedGateway() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  synchronized ScriptedGateway answers(int status, String body) {
    answers.add(new Answer(status, "application/json", body));
    return this;
  }

  synchronized ScriptedGateway streams(String body) {
    answers.add(new Answer(200, "text/event-stream", body));
    return this;
  }

  synchronized List<Asked> asked() {
    return List.copyOf(asked);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    Answer answer;
    synchronized (this) {
      asked.add(
          new Asked(
              exchange.getRequestMethod() + " " + exchange.getRequestURI(),
              body,
              exchange.getRequestHeaders().getOrDefault("Last-Event-ID", List.of()),
              exchange.getRequestHeaders().getOrDefault("Authorization", List.of())));
      answer = answers.isEmpty() ? new Answer(404, "application/json", "{}") : answers.remove();
    }
    byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", answer.type());
    exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
