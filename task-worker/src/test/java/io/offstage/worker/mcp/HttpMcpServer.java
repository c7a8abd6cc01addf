package io.offstage.worker.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A server that speaks streamable HTTP, by hand; what it receives is kept. */
public final class HttpMcpServer implements AutoCloseable {

  private static final JsonMapper JSON = new JsonMapper();

  /** Written by the server's threads, read by the test's. */
  public final List<JsonNode> received = new CopyOnWriteArrayList<>();

  final List<String> keys = new CopyOnWriteArrayList<>();
  final CountDownLatch over = new CountDownLatch(1);

  /** Calls whose caller has hung up. */
  public final AtomicInteger hungUp = new AtomicInteger();

  private final Set<String> sessions = ConcurrentHashMap.newKeySet();
  private final HttpServer server;

  public HttpMcpServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/mcp", this::handle);
    server.start();
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/mcp?tenant=a");
  }

  /** As after a restart. */
  void forgetSessions() {
    sessions.clear();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      keys.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
      switch (exchange.getRequestMethod()) {
        case "POST" -> post(exchange);
        case "DELETE" -> exchange.sendResponseHeaders(200, -1);
        default -> exchange.sendResponseHeaders(405, -1);
      }
    }
  }

  private void post(HttpExchange exchange) throws IOException {
    JsonNode message = JSON.readTree(exchange.getRequestBody());
    received.add(message);
    String method = message.path("method").asText();
    if (method.equals("initialize")) {
      String session = UUID.randomUUID().toString();
      sessions.add(session);
      exchange.getResponseHeaders().set("Mcp-Session-Id", session);
      answer(
          exchange,
          message,
          """
          {"protocolVersion":"2025-06-18","capabilities":{"tools":{}},\
          "serverInfo":{"name":"http","version":"1"}}\
          """);
      return;
    }
    String session = exchange.getRequestHeaders().getFirst("Mcp-Session-Id");
    if (session == null || !sessions.contains(session)) {
      exchange.sendResponseHeaders(404, -1);
      return;
    }
    switch (method) {
      case "tools/list" ->
          answer(
              exchange,
              message,
              """
              {"tools":[{"name":"count","description":"Counts","inputSchema":{"type":"object"}}]}\
              """);
      case "tools/call" -> call(exchange, message);
      default -> exchange.sendResponseHeaders(202, -1);
    }
  }

  private void call(HttpExchange exchange, JsonNode message) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    OutputStream out = exchange.getResponseBody();
    event(
        out,
        """
        {"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":%s,\
        "progress":1,"message":"half"}}\
        """
            .formatted(message.at("/params/_meta/progressToken")));
    if (message.at("/params/arguments/wait").asBoolean()) {
      stay(out);
    }
    event(
        out,
        """
        {"jsonrpc":"2.0","id":%s,"result":{"content":[{"type":"text","text":"one"},\
        {"type":"text","text":"two"}]}}\
        """
            .formatted(message.path("id")));
  }

  /** Says now and then that it is still there. */
  private void stay(OutputStream out) throws IOException {
    try {
      while (!over.await(50, TimeUnit.MILLISECONDS)) {
        out.write(": still there\n\n".getBytes(StandardCharsets.UTF_8));
        out.flush();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      hungUp.incrementAndGet();
      throw e;
    }
  }

  private static void event(OutputStream out, String json) throws IOException {
    out.write(("event: message\ndata: " + json + "\n\n").getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  private static void answer(HttpExchange exchange, JsonNode message, String result)
      throws IOException {
    byte[] bytes =
        "{\"jsonrpc\":\"2.0\",\"id\":%s,\"result\":%s}"
            .formatted(message.path("id"), result)
            .getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    over.countDown();
    server.stop(0);
  }
}
