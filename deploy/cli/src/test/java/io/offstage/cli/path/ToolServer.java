package io.offstage.cli.path;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A tool over HTTP. Each call puts out {@code {"stage":"begun"}} at once; its result, {@code
 * {"found": <args>}}, is held until the server is opened.
 */
final class ToolServer implements AutoCloseable {

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch opened = new CountDownLatch(1);

  /** The idempotency keys of all calls. Written by the server's threads, read by the test's. */
  private final List<String> calls = new CopyOnWriteArrayList<>();

  /** The same of their traces. */
  private final List<String> traces = new CopyOnWriteArrayList<>();

  ToolServer() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 256);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  /** The definition of a tool of this name whose calls run in the background. */
  String tool(String name) {
    return """
      %s:
        kind: http
        description: Looks something up
        url: "http://127.0.0.1:%d/"
        background: {enabled: true}
    """
        .formatted(name, server.getAddress().getPort());
  }

  private void handle(HttpExchange exchange) throws IOException {
    JsonNode args =
        Api.json(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    calls.add(exchange.getRequestHeaders().getFirst("Idempotency-Key"));
    traces.add(String.valueOf(exchange.getRequestHeaders().getFirst("traceparent")));
    exchange.getResponseHeaders().set("Content-Type", "application/x-ndjson");
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream out = exchange.getResponseBody()) {
      write(out, "{\"output\":{\"stage\":\"begun\"}}\n");
      opened.await();
      write(out, "{\"result\":{\"found\":" + args + "}}\n");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void write(OutputStream out, String line) throws IOException {
    out.write(line.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  List<String> calls() {
    return List.copyOf(calls);
  }

  /** The {@code traceparent} of each call. */
  List<String> traces() {
    return List.copyOf(traces);
  }

  /** Lets the results go, of calls to come as well. */
  void open() {
    opened.countDown();
  }

  @Override
  public void close() {
    opened.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
