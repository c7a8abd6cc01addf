package io.offstage.worker.mcp;

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

  /** How to end a request, by token; written by the SDK's threads, read by the callers'. */
  private final Map<String, Runnable> ends = new ConcurrentHashMap<>();

  /** What the SDK is to make its client with. */
  HttpClient.Builder clientBuilder() {
    return new ForwardingHttpClientBuilder(HttpClient.newBuilder(), Client::new);
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
      String token = McpJson.callOf(SentMessage.of(request)).orElse(null);
      if (token == null) {
        return super.sendAsync(request, handler);
      }
      CompletableFuture<HttpResponse<T>> answer =
          super.sendAsync(
              request,
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
