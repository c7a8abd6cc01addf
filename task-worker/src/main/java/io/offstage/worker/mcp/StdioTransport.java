package io.offstage.worker.mcp;

import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.spec.McpClientTransport;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCMessage;
import io.offstage.worker.process.ChildProcess;
import io.offstage.worker.process.Program;
import io.offstage.worker.tool.BoundedBody;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * Messages as lines of a program's input and output. Unlike the SDK's own it gives the program a
 * scrubbed environment, ends everything that the program has started, and tells when it has ended.
 */
final class StdioTransport implements McpClientTransport {

  private static final Logger LOG = LoggerFactory.getLogger(StdioTransport.class);
  private static final int LONGEST_MESSAGE = 16 << 20;

  private final ChildProcess child;
  private final Runnable whenEnded;
  private final ExecutorService writer =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("mcp-writer-", 0).factory());

  private StdioTransport(ChildProcess child, Runnable whenEnded) {
    this.child = child;
    this.whenEnded = whenEnded;
  }

  /**
   * Starts the program.
   *
   * @param whenEnded called once, when it says no more
   * @throws IOException where it cannot be started
   */
  static StdioTransport start(Program program, Runnable whenEnded) throws IOException {
    return new StdioTransport(ChildProcess.start(program, Map.of()), whenEnded);
  }

  @Override
  public Mono<Void> connect(Function<Mono<JSONRPCMessage>, Mono<JSONRPCMessage>> handler) {
    return Mono.fromRunnable(() -> child.reader("messages", () -> readAll(handler)));
  }

  private void readAll(Function<Mono<JSONRPCMessage>, Mono<JSONRPCMessage>> handler) {
    BoundedBody body = new BoundedBody(child.output(), LONGEST_MESSAGE);
    try {
      for (String line = body.line(); line != null; line = body.line()) {
        read(line, handler);
      }
    } catch (IOException | BoundedBody.TooLarge e) {
      LOG.atDebug().setCause(e).log("the output of an MCP server cannot be read any further");
    } finally {
      whenEnded.run();
    }
  }

  /** What is no message is left out: some servers greet whoever has started them. */
  private static void read(
      String line, Function<Mono<JSONRPCMessage>, Mono<JSONRPCMessage>> handler) {
    try {
      JSONRPCMessage message = McpSchema.deserializeJsonRpcMessage(McpJson.MAPPER, line);
      handler
          .apply(Mono.just(message))
          .subscribe(
              _ -> {},
              e -> LOG.atWarn().setCause(e).log("a message of an MCP server was not understood"));
    } catch (IOException | IllegalArgumentException e) {
      LOG.atDebug()
          .addKeyValue("error", e.getClass().getName())
          .log("an MCP server wrote a line that is no message");
    }
  }

  @Override
  public Mono<Void> sendMessage(JSONRPCMessage message) {
    return Mono.fromFuture(() -> CompletableFuture.runAsync(() -> write(message), writer));
  }

  private void write(JSONRPCMessage message) {
    try {
      OutputStream out = child.input();
      out.write(
          (McpJson.MAPPER.writeValueAsString(message) + "\n").getBytes(StandardCharsets.UTF_8));
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("the server takes no more messages", e);
    }
  }

  /** The end of what the program has written to standard error. */
  String errorTail() throws InterruptedException {
    return child.errorTail();
  }

  /** Returns when the program and all that it has started have ended. */
  void end() {
    writer.shutdownNow();
    try {
      child.input().close();
    } catch (IOException _) {
      // It is gone already.
    }
    child.close();
  }

  @Override
  public Mono<Void> closeGracefully() {
    return Mono.fromRunnable(this::end);
  }

  @Override
  public <T> T unmarshalFrom(Object data, TypeRef<T> type) {
    return McpJson.MAPPER.convertValue(data, type);
  }
}
