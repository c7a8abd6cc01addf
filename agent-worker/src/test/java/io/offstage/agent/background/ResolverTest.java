package io.offstage.agent.background;

import static io.offstage.worker.tool.Disposition.AWAITED;
import static io.offstage.worker.tool.Disposition.DEFERRED;
import static io.offstage.worker.tool.Disposition.FOREGROUND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.offstage.agent.background.Resolution.Decided;
import io.offstage.agent.definition.AgentBackground;
import io.offstage.agent.definition.AgentBackground.Entry;
import io.offstage.agent.definition.FleetBackground;
import io.offstage.agent.memory.JsonText;
import io.offstage.task.Backpressure;
import io.offstage.worker.tool.Background;
import io.offstage.worker.tool.Disposition;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ResolverTest {

  private static final FleetBackground OFF =
      new FleetBackground(
          false,
          null,
          null,
          Backpressure.QUEUE,
          Duration.ofMinutes(5),
          0,
          null,
          List.of(),
          Map.of());
  private static final AgentBackground SILENT = AgentBackground.SILENT;
  private static final AgentBackground DISABLED =
      new AgentBackground(true, true, Map.of(), null, List.of());
  private static final AgentBackground ALL =
      new AgentBackground(false, true, Map.of(), null, List.of());
  private static final Background AWAITING =
      new Background(true, AWAITED, null, null, null, List.of());
  private static final Background INLINE =
      new Background(true, FOREGROUND, null, null, null, List.of());

  private static AgentBackground says(Entry entry) {
    return new AgentBackground(false, false, Map.of("tool", entry), null, List.of());
  }

  private static AgentBackground enables(boolean enabled) {
    return says(new Entry(enabled, null, null, null));
  }

  static Stream<Arguments> table() {
    return Stream.of(
        row("a tool that does not opt in", true, SILENT, Background.NEVER, "{}", FOREGROUND),
        row("a tool that opts in", true, SILENT, Background.ELIGIBLE, "{}", DEFERRED),
        row("the tool's disposition", true, SILENT, AWAITING, "{}", AWAITED),
        row("everything off", false, ALL, Background.ELIGIBLE, "{}", FOREGROUND),
        row("agent off beats all", true, DISABLED, Background.ELIGIBLE, "{}", FOREGROUND),
        row("tools: all", true, ALL, Background.NEVER, "{}", DEFERRED),
        row("the agent opts a tool in", true, enables(true), Background.NEVER, "{}", DEFERRED),
        row("the agent opts a tool out", true, enables(false), AWAITING, "{}", FOREGROUND),
        row(
            "the agent's disposition beats the tool's",
            true,
            says(new Entry(null, DEFERRED, null, null)),
            AWAITING,
            "{}",
            DEFERRED),
        row("the call says no", true, SILENT, AWAITING, "{\"enabled\":false}", FOREGROUND),
        row("the call says yes", true, SILENT, AWAITING, "{\"enabled\":true}", AWAITED),
        row("the call opts in again", true, SILENT, INLINE, "{\"enabled\":true}", DEFERRED),
        row(
            "disposition beats enabled",
            true,
            SILENT,
            Background.ELIGIBLE,
            "{\"enabled\":false,\"disposition\":\"awaited\"}",
            AWAITED),
        row(
            "no call makes an ineligible tool eligible",
            true,
            SILENT,
            Background.NEVER,
            "{\"disposition\":\"deferred\"}",
            FOREGROUND),
        row(
            "nor one that the agent has opted out",
            true,
            enables(false),
            Background.ELIGIBLE,
            "{\"enabled\":true}",
            FOREGROUND),
        row("false in short", true, SILENT, Background.ELIGIBLE, "false", FOREGROUND));
  }

  private static Arguments row(
      String name,
      boolean managerEnabled,
      AgentBackground agent,
      Background tool,
      String call,
      Disposition expected) {
    return Arguments.of(name, managerEnabled, agent, tool, call, expected);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void eachLayerBeatsThoseBeforeIt(
      String name,
      boolean managerEnabled,
      AgentBackground agent,
      Background tool,
      String call,
      Disposition expected) {
    Resolver resolver = new Resolver(managerEnabled ? FleetBackground.DEFAULT : OFF, agent);

    Resolution resolution = resolver.resolve("tool", tool, CallOverride.read(JsonText.tree(call)));

    assertThat(resolution.disposition().value()).as(name).isEqualTo(expected);
  }

  @Test
  void numbersComeFromTheLastLayerThatHasThem() {
    Background tool =
        new Background(true, null, Duration.ofSeconds(10), 1, Duration.ofSeconds(11), List.of());
    AgentBackground agent =
        new AgentBackground(
            false,
            false,
            Map.of("tool", new Entry(true, null, Duration.ofSeconds(20), null)),
            Duration.ofSeconds(21),
            List.of());
    Resolver silent = new Resolver(FleetBackground.DEFAULT, SILENT);
    Resolver telling = new Resolver(FleetBackground.DEFAULT, agent);

    assertThat(silent.resolve("tool", Background.ELIGIBLE, CallOverride.NONE).timeout())
        .isEqualTo(new Decided<>(Duration.ofMinutes(5), Layer.MANAGER, "defaultTimeoutMs"));
    assertThat(silent.resolve("tool", tool, CallOverride.NONE).timeout())
        .isEqualTo(new Decided<>(Duration.ofSeconds(10), Layer.TOOL, "background.timeoutMs"));
    Resolution told = telling.resolve("tool", tool, CallOverride.NONE);
    assertThat(told.timeout())
        .isEqualTo(new Decided<>(Duration.ofSeconds(20), Layer.AGENT, "timeoutMs"));
    assertThat(told.maxRetries()).isEqualTo(new Decided<>(1, Layer.TOOL, "background.maxRetries"));
    assertThat(told.waitTimeout().value()).isEqualTo(Duration.ofSeconds(21));
    Resolution called =
        telling.resolve(
            "tool", tool, CallOverride.read(JsonText.tree("{\"timeoutMs\":1,\"maxRetries\":7}")));
    assertThat(called.timeout().layer()).isEqualTo(Layer.CALL);
    assertThat(called.maxRetries().value()).isEqualTo(7);
  }

  @Test
  void aWrongOverrideIsRefusedInWordsThatAModelCanActOn() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CallOverride.read(JsonText.tree("{\"disposition\":\"later\"}")))
        .withMessage("_background.disposition: must be foreground, deferred or awaited");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CallOverride.read(JsonText.tree("{\"timeoutMs\":\"soon\"}")))
        .withMessage("_background.timeoutMs: must be a whole number from 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CallOverride.read(JsonText.tree("7")))
        .withMessage("_background: must be an object");
  }
}
