package io.offstage.gateway.http;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.offstage.gateway.stream.JsonObject;
import io.offstage.gateway.tail.Tail;
import io.offstage.store.Database;
import java.nio.charset.StandardCharsets;

/**
 * {@code /livez}: the process answers. {@code /readyz}: it has caught up with the log once and
 * follows it; a Postgres that goes away later makes reads fail, but streams and commands go on.
 * {@code /health}: what it stands on.
 */
final class HealthRoutes {

  private final Tail tail;
  private final Database database;
  private final Commands commands;

  HealthRoutes(Tail tail, Database database, Commands commands) {
    this.tail = tail;
    this.database = database;
    this.commands = commands;
  }

  void live(ServerRequest request, ServerResponse response) {
    send(response, 200, new JsonObject().put("status", "ok"));
  }

  void ready(ServerRequest request, ServerResponse response) {
    boolean ready = tail.isReady();
    send(response, ready ? 200 : 503, new JsonObject().put("status", ready ? "ok" : "catching up"));
  }

  void health(ServerRequest request, ServerResponse response) throws InterruptedException {
    boolean ready = tail.isReady();
    boolean postgres = database.answers();
    boolean kafka = commands.answers();
    send(
        response,
        ready && postgres && kafka ? 200 : 503,
        new JsonObject()
            .put("status", ready && postgres && kafka ? "ok" : "degraded")
            .put("tail", ready ? "ok" : "catching up")
            .put("kafka", kafka ? "ok" : "does not answer")
            .put("postgres", postgres ? "ok" : "does not answer")
            .put("runningTasks", tail.runningTasks()));
  }

  private static void send(ServerResponse response, int status, JsonObject body) {
    response.status(Status.create(status));
    response.header(HeaderNames.CONTENT_TYPE, "application/json; charset=utf-8");
    response.send(body.toString().getBytes(StandardCharsets.UTF_8));
  }
}
