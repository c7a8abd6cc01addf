package io.offstage.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.offstage.settings.Secret;
import io.offstage.task.TaskStatus;
import io.offstage.worker.tool.EndedTask;
import io.offstage.worker.tool.Hook;
import io.offstage.worker.tool.HttpTool;
import io.offstage.worker.tool.Tool;
import io.offstage.worker.tool.WebhookSpec;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Hooks of tasks that have ended, on a real broker: Java code and a web server. */
class HookTest {

  private static final Secret SECRET = new Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");

  private static final String TRACEPARENT =
      "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  private static final String TRACED =
      ",\"traceparent\":\"" + TRACEPARENT + "\",\"tracestate\":\"vendor=1\"";

  private record Delivery(
      String id, String timestamp, String signature, String trace, String body) {}

  private final List<Delivery> deliveries = Collections.synchronizedList(new ArrayList<>());
  private final List<EndedTask> told = Collections.synchronizedList(new ArrayList<>());

  /** Refuses the first delivery. */
  private HttpServer receiver() throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          var headers = exchange.getRequestHeaders();
          deliveries.add(
              new Delivery(
                  headers.getFirst("webhook-id"),
                  headers.getFirst("webhook-timestamp"),
                  headers.getFirst("webhook-signature"),
                  headers.getFirst("traceparent") + " " + headers.getFirst("tracestate"),
                  new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
          exchange.sendResponseHeaders(deliveries.size() == 1 ? 503 : 204, -1);
          exchange.close();
        });
    server.start();
    return server;
  }

  @Test
  void everyHookOfAnEndIsCarriedOutAlsoWhenItFailsAtFirst() throws Exception {
    HttpServer receiver = receiver();
    URI url =
        URI.create("http://127.0.0.1:" + receiver.getAddress().getPort() + "/hooks?key=secret");
    Tool echo = Tool.named("echo").describedAs("echoes").running((args, _) -> args);
    try (HttpClient client = HttpTool.client();
        TestPool pool = new TestPool("hooks", 2);
        TaskWorker _ =
            TaskWorker.serving(
                pool.settings(),
                List.of(
                    new Hook("audit", (ended, _) -> told.add(ended)),
                    Hook.web("web", new WebhookSpec(url, SECRET), client)),
                echo)) {
      pool.start(
          "k", "t", "echo", TRACED + ",\"hooks\":[\"audit\",\"web@completed\",\"audit@failed\"]");
      pool.awaitEnds(3);

      assertThat(pool.ends()).allMatch(end -> end.task().status() == TaskStatus.COMPLETED);
    } finally {
      receiver.stop(0);
    }
    assertThat(told).extracting(EndedTask::taskId).containsExactly("t");
    assertThat(deliveries).hasSize(2);
    assertThat(deliveries.getFirst().id()).isEqualTo(deliveries.getLast().id());
    assertThat(deliveries.getLast().body())
        .startsWith("{\"type\":\"background-task.completed\",\"timestamp\":\"")
        .contains("\"data\":{\"task\":{\"id\":\"t\",\"status\":\"completed\"");
    assertThat(deliveries.getLast().signature()).startsWith("v1,");
    assertThat(Long.parseLong(deliveries.getLast().timestamp())).isPositive();
    assertThat(deliveries).extracting(Delivery::trace).containsOnly(TRACEPARENT + " vendor=1");
  }
}
