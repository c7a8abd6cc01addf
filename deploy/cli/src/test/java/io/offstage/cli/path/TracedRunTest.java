package io.offstage.cli.path;

import static io.offstage.agent.model.ScriptedReply.call;
import static io.offstage.agent.model.ScriptedReply.calls;
import static io.offstage.agent.model.ScriptedReply.says;
import static org.assertj.core.api.Assertions.assertThat;

import io.offstage.agent.definition.Definition;
import io.offstage.agent.model.OpenAiServer;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.testing.junit5.OpenTelemetryExtension;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The spans of a conversation, from the request to the server of a tool. */
class TracedRunTest {

  private static final String REQUEST = "POST /api/agents/{agentId}/stream-until-idle";
  private static final Pattern PREFIX = Pattern.compile(" p[0-9a-f]{8}\\.");

  @RegisterExtension
  static final OpenTelemetryExtension TELEMETRY = OpenTelemetryExtension.create();

  @Test
  void aRequestItsRunItsTaskAndTheServerOfItsToolAreOneTree() {
    try (ToolServer tools = new ToolServer();
        OpenAiServer model =
            OpenAiServer.answering(
                request ->
                    Asked.of(request) == Asked.BY_THE_USER
                        ? calls(call("c1", "lookup", "{\"q\":\"a secret\"}"))
                        : says("That is all."));
        Stage stage = Stage.open()) {
      Definition definition = Roles.definition(Asked.host(model, tools.tool("lookup")));
      tools.open();

      stage.serving(definition).untilIdle("host", "look it up").awaitEnd();

      SpanData request = awaited(REQUEST);
      List<SpanData> tree = ofTrace(request.getTraceId());
      SpanData task = named(tree, "task lookup");
      assertThat(path(tree, task))
          .isEqualTo(
              REQUEST
                  + " > publish background-tasks.agents > process background-tasks.agents"
                  + " > task agent > invoke_agent host > execute_tool lookup"
                  + " > publish background-tasks.tools > process background-tasks.tools"
                  + " > task lookup");
      assertThat(tools.traces())
          .singleElement()
          .satisfies(
              told ->
                  assertThat(told)
                      .startsWith("00-" + request.getTraceId() + "-" + task.getSpanId()));
      List<SpanData> chats =
          tree.stream().filter(span -> span.getName().equals("chat scripted")).toList();
      assertThat(chats)
          .hasSizeGreaterThanOrEqualTo(2)
          .allSatisfy(
              chat -> {
                assertThat(path(tree, chat)).endsWith("> invoke_agent host > chat scripted");
                assertThat(chat.getAttributes().asMap())
                    .containsEntry(AttributeKey.stringKey("gen_ai.operation.name"), "chat")
                    .containsKeys(
                        AttributeKey.longKey("gen_ai.usage.input_tokens"),
                        AttributeKey.longKey("gen_ai.usage.output_tokens"));
              });
      assertThat(tree.stream().filter(span -> !hasParent(tree, span))).containsExactly(request);
      assertThat(tree.toString()).doesNotContain("a secret", "look it up", "That is all");
    }
  }

  private static SpanData awaited(String name) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> TELEMETRY.getSpans().stream().anyMatch(s -> s.getName().equals(name)));
    return named(TELEMETRY.getSpans(), name);
  }

  private static List<SpanData> ofTrace(String id) {
    return TELEMETRY.getSpans().stream().filter(span -> span.getTraceId().equals(id)).toList();
  }

  private static SpanData named(List<SpanData> spans, String name) {
    return spans.stream().filter(span -> span.getName().equals(name)).findFirst().orElseThrow();
  }

  private static Optional<SpanData> parent(List<SpanData> tree, SpanData span) {
    return tree.stream()
        .filter(other -> other.getSpanId().equals(span.getParentSpanId()))
        .findFirst();
  }

  private static boolean hasParent(List<SpanData> tree, SpanData span) {
    return parent(tree, span).isPresent();
  }

  /** Names from the outermost down, topics without their prefix. */
  private static String path(List<SpanData> tree, SpanData span) {
    String name = PREFIX.matcher(span.getName()).replaceAll(" ");
    return parent(tree, span).map(above -> path(tree, above) + " > ").orElse("") + name;
  }
}
