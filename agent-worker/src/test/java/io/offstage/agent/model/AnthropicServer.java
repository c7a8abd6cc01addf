package io.offstage.agent.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/**
 * A model server on loopback that speaks Anthropic's messages, streamed. It says one text, and
 * answers 400 to what it does not take.
 */
final class AnthropicServer implements AutoCloseable {

  private static final JsonMapper MAPPER = new JsonMapper();

  private final HttpServer server;
  private final Predicate<JsonNode> takes;
  private final String says;

  /** Written by the server's thread, read by the test's. */
  private final List<JsonNode> requests = new CopyOnWriteArrayList<>();

  AnthropicServer(Predicate<JsonNode> takes, String says) throws IOException {
    this.takes = takes;
    this.says = says;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/v1/messages", this::handle);
    server.start();
  }

  String baseUrl() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
  }

  List<JsonNode> requests() {
    return requests;
  }

  private void handle(HttpExchange exchange) throws IOException {
    JsonNode request = MAPPER.readTree(exchange.getRequestBody());
    requests.add(request);
    boolean taken = takes.test(request);
    byte[] body = (taken ? speech() : refusal()).getBytes(StandardCharsets.UTF_8);
    exchange
        .getResponseHeaders()
        .set("Content-Type", taken ? "text/event-stream" : "application/json");
    exchange.sendResponseHeaders(taken ? 200 : 400, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private static String refusal() {
    return "{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\",\"message\":\"output_config:"
               + " not supported\"}}";
  }

  private String speech() throws IOException {
    return event(
            "message_start",
            "\"message\":{\"id\":\"m\",\"type\":\"message\",\"role\":\"assistant\",\"content\":[],\"model\":\"m\",\"usage\":{\"input_tokens\":3,\"output_tokens\":1}}")
        + event(
            "content_block_start",
            "\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}")
        + event(
            "content_block_delta",
            "\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":%s}"
                .formatted(MAPPER.writeValueAsString(says)))
        + event("content_block_stop", "\"index\":0")
        + event(
            "message_delta",
            "\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":4}")
        + event("message_stop", "\"x\":0");
  }

  private static String event(String type, String more) {
    return "event: %s\ndata: {\"type\":\"%s\",%s}\n\n".formatted(type, type, more);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
