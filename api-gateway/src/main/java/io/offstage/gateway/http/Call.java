package io.offstage.gateway.http;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.offstage.gateway.auth.Principal;
import io.offstage.gateway.auth.Role;
import io.offstage.task.TraceContext;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One request with its answer, and who made it.
 *
 * @param who the principal; it has the role that the route needs
 * @param bodyLimit bytes
 * @param trace what the request belongs to; null where it names none and nothing is recorded
 */
record Call(
    ServerRequest request,
    ServerResponse response,
    Principal who,
    int bodyLimit,
    @Nullable TraceContext trace) {

  /** What a route does with a call. */
  @FunctionalInterface
  interface Handler {
    void handle(Call call) throws IOException, InterruptedException;
  }

  static Call of(
      ServerRequest request,
      ServerResponse response,
      Role needed,
      int bodyLimit,
      @Nullable TraceContext trace) {
    Principal who = request.context().get(Principal.class).orElseThrow(Problem::unauthorized);
    if (!who.may(needed)) {
      throw Problem.of(
          403, "The role %s is needed".formatted(needed.name().toLowerCase(java.util.Locale.ROOT)));
    }
    return new Call(request, response, who, bodyLimit, trace);
  }

  Query query() {
    return new Query(request.query());
  }

  String path(String name) {
    return request.path().pathParameters().get(name);
  }

  Optional<String> header(String name) {
    return request.headers().first(HeaderNames.create(name));
  }

  /** The body's bytes; may be none. */
  byte[] body() {
    try (InputStream in = request.content().inputStream()) {
      byte[] bytes = in.readNBytes(bodyLimit + 1);
      if (bytes.length > bodyLimit) {
        throw Problem.of(413, "The body is larger than " + bodyLimit + " bytes");
      }
      return bytes;
    } catch (IOException e) {
      throw Problem.of(400, "The body could not be read");
    }
  }

  void json(int status, String json) {
    response.status(Status.create(status));
    response.header(HeaderNames.CONTENT_TYPE, "application/json; charset=utf-8");
    response.send(json.getBytes(StandardCharsets.UTF_8));
  }
}
