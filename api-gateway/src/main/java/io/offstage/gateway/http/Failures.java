package io.offstage.gateway.http;

import io.helidon.http.HeaderNames;
import io.helidon.http.HttpException;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.offstage.store.StoreUnavailable;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What failed requests are answered with. */
final class Failures {

  private static final Logger log = LoggerFactory.getLogger(Failures.class);

  private Failures() {}

  static void register(HttpRouting.Builder routing) {
    routing.error(Problem.class, Failures::send);
    routing.error(
        StoreUnavailable.class,
        (request, response, _) ->
            send(request, response, Problem.unavailable("Postgres does not answer")));
    routing.error(
        KafkaException.class,
        (request, response, _) ->
            send(request, response, Problem.unavailable("Kafka does not answer")));
    routing.error(
        InterruptedException.class,
        (request, response, _) ->
            send(request, response, Problem.unavailable("The gateway stops")));
    routing.error(
        HttpException.class,
        (request, response, e) ->
            send(request, response, Problem.of(e.status().code(), String.valueOf(e.getMessage()))));
    routing.error(Throwable.class, Failures::bug);
  }

  private static void bug(ServerRequest request, ServerResponse response, Throwable failure) {
    log.atError()
        .addKeyValue("method", request.prologue().method().text())
        .addKeyValue("path", request.path().path())
        .setCause(failure)
        .log("A request failed");
    send(request, response, Problem.of(500, "Internal error"));
  }

  private static void send(ServerRequest request, ServerResponse response, Problem problem) {
    if (response.isSent()) {
      return;
    }
    problem.headers().forEach((name, value) -> response.header(HeaderNames.create(name), value));
    response.status(Status.create(problem.status()));
    response.header(HeaderNames.CONTENT_TYPE, "application/problem+json");
    response.send(problem.json(request.path().path()).getBytes(StandardCharsets.UTF_8));
  }
}
