package io.offstage.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.offstage.task.TraceContext;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CloudEventTest {

  private static final Instant NOW = Instant.parse("2026-01-31T12:00:00.123Z");

  /** A permit stands in the lifecycle topic. */
  private static final String PERMIT = "background-task-permit";

  static List<Golden> commands() {
    return Golden.all().stream()
        .filter(
            g -> g.schema().startsWith("background-task-") && g.text().contains("\"" + g.schema()))
        .filter(g -> !g.schema().equals(PERMIT))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandMayComeAsAStructuredCloudEvent(Golden command) throws MalformedRecord {
    String bare = command.text().replaceFirst("\"type\": ?\"[a-z-]+\",", "");
    String event = event("\"type\":\"" + command.schema() + "\",", bare);

    assertThat(decode(event)).isEqualTo(decode(command.text()));
    assertThat(SchemaCheck.violations("cloud-event", event)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void typeMayStandInTheDataAlone(Golden command) throws MalformedRecord {
    assertThat(decode(event("", command.text()))).isEqualTo(decode(command.text()));
  }

  @Test
  void traceIsTheHeadersElseTheEventsElseTheBodys() throws MalformedRecord {
    String type = "\"type\":\"background-task-started\",";
    String inBody =
        "{\"taskId\":\"t\",\"toolName\":\"x\",\"agentId\":\"a\",\"traceparent\":\"%s\"}"
            .formatted(parent('b'));
    String inEvent = "\"traceparent\":\"" + parent('e') + "\",";

    assertThat(traceOf(event(type, inBody), null)).isEqualTo(parent('b'));
    assertThat(traceOf(event(type + inEvent, inBody), null)).isEqualTo(parent('e'));
    assertThat(traceOf(event(type + inEvent, inBody), new TraceContext(parent('a'), null)))
        .isEqualTo(parent('a'));
  }

  private static String parent(char digit) {
    return "00-" + String.valueOf(digit).repeat(32) + "-00f067aa0ba902b7-01";
  }

  private static @Nullable String traceOf(String event, @Nullable TraceContext header)
      throws MalformedRecord {
    Command command =
        new CommandCodec(PoolRules.of("tools"))
            .decode("key", event.getBytes(StandardCharsets.UTF_8), NOW, header);
    TraceContext trace = ((Command.Start) command).task().lineage().trace();
    return trace == null ? null : trace.traceparent();
  }

  @Test
  void attributesOfTheEventAreNoFieldsOfTheTask() throws MalformedRecord {
    Command.Start start =
        (Command.Start)
            decode(
                event(
                    "\"type\":\"background-task-started\",\"time\":\"2026-01-01T00:00:00Z\",",
                    "{\"type\":\"other\",\"taskId\":\"t\",\"toolName\":\"x\",\"agentId\":\"a\",\"own\":1}"));

    assertThat(start.task().extra()).containsOnlyKeys("own");
    assertThat(start.task().createdAt()).isEqualTo(NOW);
  }

  @Test
  void whatIsWrongIsNamedWithWhereItStands() {
    String type = "\"type\":\"background-task-cancel-requested\",";

    assertThatThrownBy(() -> decode(event(type, "{\"taskId\":\"t\"}")))
        .hasMessage("data.commandId: is required");
    assertThatThrownBy(() -> decode(event("\"type\":\"nope\",", "{}")))
        .hasMessage("type: unknown record type \"nope\"");
    assertThatThrownBy(() -> decode(event("", "{}"))).hasMessage("type: is required");
    assertThatThrownBy(() -> decode(event(type, "null"))).hasMessage("data: is required");
    assertThatThrownBy(() -> decode(event(type, "[1]"))).hasMessageStartingWith("data: must be");
    assertThatThrownBy(
            () ->
                decode(
                    event(
                        "\"type\":\"background-task-child-finished\",",
                        "{\"taskId\":\"p\",\"child\":{\"status\":\"completed\"}}")))
        .hasMessage("data.child.taskId: is required");
  }

  private static String event(String attributes, String data) {
    return "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/test\","
        + attributes
        + "\"data\":"
        + data
        + "}";
  }

  private static Command decode(String json) throws MalformedRecord {
    return new CommandCodec(PoolRules.of("tools"))
        .decode("k", json.getBytes(StandardCharsets.UTF_8), NOW);
  }
}
