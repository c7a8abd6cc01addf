package io.offstage.worker.mcp;

import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.spec.McpClientTransport;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCMessage;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCRequest;
import io.modelcontextprotocol.spec.McpTransportSessionNotFoundException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/**
 * Another transport, and which request bears which call: the SDK keeps the ids of its requests to
 * itself, and a cancellation has to name one.
 */
final class NotingTransport implements McpClientTransport {

  static final String TOKEN = "progressToken";

  private final McpClientTransport transport;
  private final Consumer<McpTransportSessionNotFoundException> forgotten;

  /** Request ids by progress token; written by the SDK's threads, read by the callers'. */
  private final Map<String, Object> requestIds = new ConcurrentHashMap<>();

  /**
   * @param forgotten told when the server has forgotten the session: whatever is under way then may
   *     never be answered
   */
  NotingTransport(
      McpClientTransport transport, Consumer<McpTransportSessionNotFoundException> forgotten) {
    this.transport = transport;
    this.forgotten = forgotten;
  }

  @Override
  public Mono<Void> sendMessage(JSONRPCMessage message) {
    if (message instanceof JSONRPCRequest request
        && request.params() instanceof CallToolRequest call
        && call.meta() != null
        && call.meta().get(TOKEN) instanceof String token) {
      requestIds.put(token, request.id());
    }
    return transport.sendMessage(message);
  }

  /** The request of a call, if it has been sent; it is forgotten with that. */
  Optional<Object> forget(String token) {
    return Optional.ofNullable(requestIds.remove(token));
  }

  @Override
  public Mono<Void> connect(Function<Mono<JSONRPCMessage>, Mono<JSONRPCMessage>> handler) {
    return transport.connect(handler);
  }

  /**
   * The SDK's handler would greet a server that has forgotten the session anew, and fail the calls
   * for it without saying why; a call that fails with the reason is better, see {@link McpSlot}.
   */
  @Override
  public void setExceptionHandler(Consumer<Throwable> handler) {
    transport.setExceptionHandler(
        failure -> {
          if (failure instanceof McpTransportSessionNotFoundException reason) {
            forgotten.accept(reason);
          }
        });
  }

  @Override
  public Mono<Void> closeGracefully() {
    return transport.closeGracefully();
  }

  @Override
  public <T> T unmarshalFrom(Object data, TypeRef<T> type) {
    return transport.unmarshalFrom(data, type);
  }

  @Override
  public List<String> protocolVersions() {
    return transport.protocolVersions();
  }
}
