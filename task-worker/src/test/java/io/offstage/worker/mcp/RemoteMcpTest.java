package io.offstage.worker.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.offstage.task.Outcome;
import io.offstage.task.RawJson;
import io.offstage.worker.tool.Background;
import io.offstage.worker.tool.InterruptedCall;
import io.offstage.worker.tool.McpServer;
import io.offstage.worker.tool.McpToolSpec;
import io.offstage.worker.tool.RecordingContext;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Against a server that speaks streamable HTTP. */
class RemoteMcpTest {

  private static final Outcome COUNTED = new Outcome.Succeeded(new RawJson("\"one\\ntwo\""));

  private final RecordingContext context = new RecordingContext();
  private final HttpMcpServer http = new HttpMcpServer();
  private final McpServers servers = new McpServers(McpServers.Limits.DEFAULT);
  private final McpServer server =
      new McpServer.Remote(http.url(), Map.of("Authorization", "Bearer secret"));

  RemoteMcpTest() throws IOException {}

  @AfterEach
  void close() {
    servers.close();
    http.close();
  }

  @Test
  void callsShareAConnectionAndBearTheConfiguredHeaders() throws Exception {
    assertThat(call("{}")).isEqualTo(COUNTED);
    assertThat(call("{}")).isEqualTo(COUNTED);

    assertThat(context.output()).hasSize(2).allMatch(chunk -> chunk.contains("half"));
    assertThat(http.keys).containsOnly("Bearer secret");
    assertThat(methods()).filteredOn("initialize"::equals).hasSize(1);
    assertThat(server.toString()).doesNotContain("secret", "tenant");
  }

  @Test
  void aServerThatHasForgottenItsSessionsIsGreetedAgain() throws Exception {
    assertThat(call("{}")).isEqualTo(COUNTED);

    http.forgetSessions();

    assertThat(call("{}")).isEqualTo(COUNTED);
    assertThat(methods()).filteredOn("initialize"::equals).hasSizeGreaterThan(1);
  }

  @Test
  void anInterruptSendsACancellationAndHangsUp() throws Exception {
    InterruptedCall waiting = InterruptedCall.begin(() -> call("{\"wait\":true}"));
    Awaitility.await().until(() -> !context.output().isEmpty());

    assertThat(waiting.interrupt()).isInstanceOf(InterruptedException.class);
    Awaitility.await().until(() -> methods().contains("notifications/cancelled"));
    assertThat(first("notifications/cancelled").at("/params/requestId"))
        .isEqualTo(first("tools/call").path("id"));
    Awaitility.await().untilAsserted(() -> assertThat(http.hungUp).hasValue(1));
    assertThat(call("{}")).isEqualTo(COUNTED);
  }

  @Test
  void nobodyThereIsWorthAnotherTry() {
    http.close();

    assertThatThrownBy(() -> call("{}"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("http://127.0.0.1:")
        .hasMessageNotContaining("tenant");
  }

  private List<String> methods() {
    return http.received.stream().map(message -> message.path("method").asText()).toList();
  }

  private JsonNode first(String method) {
    return http.received.stream()
        .filter(message -> message.path("method").asText().equals(method))
        .findFirst()
        .orElseThrow();
  }

  private Outcome call(String args) throws IOException, InterruptedException {
    return new McpTool(
            new McpToolSpec(
                "count", server, "count", "", Optional.empty(), Background.ELIGIBLE, "tools"),
            servers)
        .call(new RawJson(args), context);
  }
}
