package io.offstage.worker.mcp;

import io.modelcontextprotocol.client.McpAsyncClient;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.json.schema.JsonSchemaValidator.ValidationResponse;
import io.modelcontextprotocol.spec.McpClientTransport;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCNotification;
import io.modelcontextprotocol.spec.McpSchema.ProgressNotification;
import io.offstage.worker.tool.McpServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/** A live connection to one server; any number of calls at once. */
final class McpConnection implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(McpConnection.class);

  /** Attempts have deadlines of their own. */
  private static final Duration REQUEST = Duration.ofDays(7);

  private static final Duration CLOSING = Duration.ofSeconds(10);
  private static final String PROTOCOL = McpAsyncClient.NEGOTIATED_PROTOCOL_VERSION;

  private final McpServer server;
  private final McpAsyncClient client;
  private final NotingTransport transport;
  private final CallsOverHttp http = new CallsOverHttp();
  private final @Nullable StdioTransport program;

  /** Where progress goes, by token; callers write, the SDK's threads read. */
  private final Map<String, CallEvents> calls = new ConcurrentHashMap<>();

  private final AtomicInteger cancelled = new AtomicInteger();

  /** Set by the thread that sees the end; any thread reads. */
  private volatile boolean broken;

  private McpConnection(McpServer server, Consumer<List<ListedTool>> tools) throws IOException {
    this.server = server;
    this.program =
        server instanceof McpServer.Local local
            ? StdioTransport.start(local.program(), this::ended)
            : null;
    this.transport =
        new NotingTransport(
            program == null ? http((McpServer.Remote) server, http) : program,
            reason -> calls.values().forEach(call -> call.ended(null, reason)));
    this.client =
        McpClient.async(transport)
            .clientInfo(McpSchema.Implementation.builder("offstage", "0.1").build())
            .requestTimeout(REQUEST)
            .initializationTimeout(REQUEST)
            .jsonSchemaValidator((_, _) -> ValidationResponse.asValid(null))
            .progressConsumer(progress -> Mono.fromRunnable(() -> progressed(progress)))
            .toolsChangeConsumer(
                changed ->
                    Mono.fromRunnable(
                        () -> tools.accept(changed.stream().map(ListedTool::of).toList())))
            .build();
  }

  /**
   * Connects.
   *
   * @param tools is told the server's tools each time it says that they have changed
   * @param atMost for all of it
   * @throws IOException where the server cannot be reached, with what it says about that
   */
  static McpConnection open(McpServer server, Consumer<List<ListedTool>> tools, Duration atMost)
      throws IOException, InterruptedException {
    McpConnection connection = new McpConnection(server, tools);
    try {
      connection.await(connection.client.initialize(), atMost, "connecting to");
      return connection;
    } catch (IOException | InterruptedException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  private static McpClientTransport http(McpServer.Remote server, CallsOverHttp calls) {
    URI url = server.url();
    String base = url.getScheme() + "://" + url.getRawAuthority();
    HttpRequest.Builder request = HttpRequest.newBuilder();
    server.headers().forEach(request::setHeader);
    return HttpClientStreamableHttpTransport.builder(base)
        .endpoint(url.toString())
        .clientBuilder(calls.clientBuilder())
        .jsonMapper(McpJson.MAPPER)
        .requestBuilder(request)
        .build();
  }

  private void ended() {
    broken = true;
    client.close(); // what waits for an answer fails now
  }

  /** Whether another call is welcome. */
  boolean isUsable() {
    return !broken;
  }

  /** All tools of the server. */
  List<ListedTool> tools(Duration atMost) throws IOException, InterruptedException {
    return await(client.listTools(), atMost, "listing the tools of").tools().stream()
        .map(ListedTool::of)
        .toList();
  }

  /**
   * Calls a tool and passes its progress on, until it answers.
   *
   * @throws McpCallFailed where it does not
   * @throws InterruptedException after the server was told
   */
  CallToolResult call(McpCall call) throws InterruptedException, McpCallFailed {
    CallEvents events = new CallEvents(call.context());
    calls.put(call.token(), events);
    CompletableFuture<@Nullable CallToolResult> answer =
        client
            .callTool(
                CallToolRequest.builder(call.tool())
                    .arguments(McpJson.fields(call.args()))
                    .meta(call.meta())
                    .build())
            .toFuture();
    var _ = answer.whenComplete(events::ended);
    try {
      return events.passOn();
    } catch (InterruptedException e) {
      answer.cancel(false);
      transport.forget(call.token()).ifPresent(this::cancel);
      http.end(call.token());
      throw e;
    } catch (ExecutionException e) {
      throw McpCallFailed.of(server, causeOf(e), broken ? lastWords() : "");
    } finally {
      calls.remove(call.token());
      transport.forget(call.token());
      http.forget(call.token());
    }
  }

  private void progressed(ProgressNotification progress) {
    CallEvents call = calls.get(String.valueOf(progress.progressToken()));
    if (call != null) {
      call.progressed(progress);
    }
  }

  private void cancel(Object requestId) {
    cancelled.incrementAndGet();
    McpSchema.InitializeResult greeting = client.getCurrentInitializationResult();
    if (greeting == null) {
      return;
    }
    transport
        .sendMessage(
            new JSONRPCNotification(
                "notifications/cancelled",
                Map.of("requestId", requestId, "reason", "the caller was asked to stop")))
        .contextWrite(context -> context.put(PROTOCOL, greeting.protocolVersion()))
        .subscribe(
            _ -> {},
            e -> LOG.atDebug().setCause(e).log("an MCP server could not be told of a cancel"));
  }

  /** The SDK keeps a little for every call that was cancelled and never answered. */
  int cancelledCalls() {
    return cancelled.get();
  }

  private <T> T await(Mono<T> answer, Duration atMost, String doing)
      throws IOException, InterruptedException {
    CompletableFuture<@Nullable T> future = answer.toFuture();
    try {
      T value = future.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
      if (value == null) {
        throw new IOException(doing + " MCP server " + server.shown() + " brought no answer");
      }
      return value;
    } catch (TimeoutException e) {
      throw new IOException(
          "%s MCP server %s took more than %d ms%s"
              .formatted(doing, server.shown(), atMost.toMillis(), lastWords()),
          e);
    } catch (ExecutionException e) {
      throw new IOException(
          "%s MCP server %s failed: %s%s"
              .formatted(doing, server.shown(), McpCallFailed.told(causeOf(e)), lastWords()),
          e.getCause());
    } finally {
      future.cancel(false);
    }
  }

  private static Throwable causeOf(ExecutionException e) {
    return e.getCause() == null ? e : e.getCause();
  }

  private String lastWords() throws InterruptedException {
    String tail = program == null ? "" : program.errorTail();
    return tail.isEmpty() ? "" : "; it says: " + tail;
  }

  /** Returns when its program, if it has one, has ended. Idempotent. */
  @Override
  public void close() {
    broken = true;
    if (program != null) {
      client.close();
      program.end();
      return;
    }
    try {
      client.closeGracefully().toFuture().get(CLOSING.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.atDebug()
          .addKeyValue("server", server.shown())
          .setCause(e)
          .log("an MCP server was not told goodbye");
    }
  }
}
