package io.offstage.agent.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A model server on loopback that speaks OpenAI's chat completions, streamed. The script sees each
 * request and answers it; it is called from several threads.
 */
public final class OpenAiServer implements AutoCloseable {

  private static final JsonMapper MAPPER = new JsonMapper();
  private static final int DELTA_LENGTH = 7;

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Function<JsonNode, ScriptedReply> script;

  /** Written by the server's threads, read by the test's. */
  private final List<JsonNode> requests = new CopyOnWriteArrayList<>();

  private OpenAiServer(HttpServer server, Function<JsonNode, ScriptedReply> script) {
    this.server = server;
    this.script = script;
  }

  /**
   * A server that is up.
   *
   * @param script from the request's body to the answer
   */
  public static OpenAiServer answering(Function<JsonNode, ScriptedReply> script) {
    try {
      HttpServer http =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      OpenAiServer server = new OpenAiServer(http, script);
      http.setExecutor(server.threads);
      http.createContext("/v1/chat/completions", server::handle);
      http.start();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** For a model's {@code base_url}. */
  public String baseUrl() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
  }

  /** The bodies of all requests so far. */
  public List<JsonNode> requests() {
    return requests;
  }

  /** The text of the last user message of a request. */
  public static String lastUserText(JsonNode request) {
    String text = "";
    for (JsonNode message : request.path("messages")) {
      if (message.path("role").asText().equals("user")) {
        JsonNode content = message.path("content");
        text = content.isTextual() ? content.asText() : content.path(0).path("text").asText();
      }
    }
    return text;
  }

  /** The role of the last message of a request. */
  public static String lastRole(JsonNode request) {
    JsonNode messages = request.path("messages");
    return messages.path(messages.size() - 1).path("role").asText();
  }

  private void handle(HttpExchange exchange) throws IOException {
    JsonNode request = MAPPER.readTree(exchange.getRequestBody());
    requests.add(request);
    switch (script.apply(request)) {
      case ScriptedReply.Refuses(int status, String message) -> {
        ObjectNode body = MAPPER.createObjectNode();
        body.putObject("error").put("message", message);
        byte[] bytes = MAPPER.writeValueAsBytes(body);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
      }
      case ScriptedReply.Speaks(String text, List<ScriptedReply.Call> calls) -> {
        OutputStream out = begin(exchange);
        text(out, text);
        calls(out, calls);
        event(out, chunk(delta(), calls.isEmpty() ? "stop" : "tool_calls"));
        event(out, usage());
        write(out, "data: [DONE]\n\n");
        exchange.close();
      }
      case ScriptedReply.FailsAfter(String text, String message) -> {
        OutputStream out = begin(exchange);
        text(out, text);
        ObjectNode error = MAPPER.createObjectNode();
        error.putObject("error").put("message", message).put("type", "server_error");
        event(out, error);
        exchange.close();
      }
      case ScriptedReply.BreaksOffAfter(String text) -> {
        text(begin(exchange), text);
        // Without the last chunk of the transfer encoding: the client sees a connection cut short.
        throw new IOException("the server breaks off");
      }
      case ScriptedReply.FallsSilentAfter(String text) -> {
        text(begin(exchange), text);
        awaitClose();
        exchange.close();
      }
    }
  }

  private void awaitClose() {
    try {
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static OutputStream begin(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    return exchange.getResponseBody();
  }

  private static void text(OutputStream out, String text) throws IOException {
    for (int i = 0; i < text.length(); i += DELTA_LENGTH) {
      String piece = text.substring(i, Math.min(text.length(), i + DELTA_LENGTH));
      event(out, chunk(delta().put("content", piece), null));
    }
  }

  private static void calls(OutputStream out, List<ScriptedReply.Call> calls) throws IOException {
    for (int i = 0; i < calls.size(); i++) {
      ScriptedReply.Call call = calls.get(i);
      ObjectNode head = delta();
      ObjectNode part = head.putArray("tool_calls").addObject().put("index", i);
      if (!call.id().isEmpty()) {
        part.put("id", call.id());
      }
      part.put("type", "function");
      part.putObject("function").put("name", call.tool()).put("arguments", "");
      event(out, chunk(head, null));
      String arguments = call.arguments();
      for (int from = 0; from < arguments.length(); from += DELTA_LENGTH) {
        ObjectNode more = delta();
        more.putArray("tool_calls")
            .addObject()
            .put("index", i)
            .putObject("function")
            .put(
                "arguments",
                arguments.substring(from, Math.min(arguments.length(), from + DELTA_LENGTH)));
        event(out, chunk(more, null));
      }
    }
  }

  private static ObjectNode delta() {
    return MAPPER.createObjectNode();
  }

  private static ObjectNode chunk(ObjectNode delta, @Nullable String finishReason) {
    ObjectNode chunk = frame();
    ObjectNode choice = chunk.putArray("choices").addObject().put("index", 0);
    choice.set("delta", delta);
    choice.put("finish_reason", finishReason);
    return chunk;
  }

  private static ObjectNode usage() {
    ObjectNode chunk = frame();
    chunk.putArray("choices");
    chunk
        .putObject("usage")
        .put("prompt_tokens", 10)
        .put("completion_tokens", 5)
        .put("total_tokens", 15);
    return chunk;
  }

  private static ObjectNode frame() {
    return MAPPER
        .createObjectNode()
        .put("id", "chatcmpl-1")
        .put("object", "chat.completion.chunk")
        .put("created", 1)
        .put("model", "scripted");
  }

  private static void event(OutputStream out, ObjectNode event) throws IOException {
    write(out, "data: " + event + "\n\n");
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  /** Ends every exchange. Idempotent. */
  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
