package io.offstage.worker.mcp;

import io.modelcontextprotocol.client.transport.customizer.McpSyncHttpClientRequestCustomizer;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The HTTP requests of calls that are under way, so that one can be ended alone: the SDK reads an
 * answer until the server ends it, whoever has stopped waiting. Any thread.
 */
final class CallsOverHttp {

  /** Names the call of a request, between the SDK and here; it never leaves this process. */
  private static final String CALL = "x-offstage-call";

  /** How to end a request, by token; written by the SDK's threads, read by the callers'. */
  private final Map<String, Runnable> ends = new ConcurrentHashMap<>();

  /** What the SDK is to make its client with. */
  HttpClient.Builder clientBuilder() {
    return new ForwardingHttpClientBuilder(HttpClient.newBuilder(), Client::new);
  }

  /** What the SDK is to prepare requests with. */
  static McpSyncHttpClientRequestCustomizer customizer() {
    return (request, _, _, _, context) -> {
      if (context.get(NotingTransport.TOKEN) instanceof String token) {
        request.setHeader(CALL, token);
      }
    };
  }

  /** Closes what a call was sent over, unless it has been answered. */
  void end(String token) {
    Runnable end = ends.remove(token);
    if (end != null) {
      end.run();
    }
  }

  /** The call is over. */
  void forget(String token) {
    ends.remove(token);
  }

  /** Knows which request is whose. */
  private final class Client extends ForwardingHttpClient {

    Client(HttpClient client) {
      super(client);
    }

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(
        HttpRequest request, HttpResponse.BodyHandler<T> handler) {
      String token = request.headers().firstValue(CALL).orElse(null);
      if (token == null) {
        return super.sendAsync(request, handler);
      }
      HttpRequest bare =
          HttpRequest.newBuilder(request, (name, _) -> !name.equalsIgnoreCase(CALL)).build();
      CompletableFuture<HttpResponse<T>> answer =
          super.sendAsync(
              bare,
              head -> {
                EndableBody<T> body = new EndableBody<>(handler.apply(head));
                ends.put(token, body::end);
                return body;
              });
      ends.putIfAbsent(token, () -> answer.cancel(true));
      return answer;
    }
  }
}
