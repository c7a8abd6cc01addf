package io.offstage.agent.definition;

import static org.assertj.core.api.Assertions.assertThat;

import io.offstage.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileLimitsTest {

  private static String yaml(String manager, String agent) {
    return """
    agents:
      root:
        model: demo/demo
        tools: [research]
        backgroundTasks: %s
      other: {model: demo/demo}
    backgroundTasks: %s
    """
        .formatted(agent, manager);
  }

  private static Definition read(String manager, String agent) {
    return DefinitionReader.read(
            "agents.yaml", yaml(manager, agent), Map.of(), List.of("research"), true)
        .definition();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{globalConcurrency: 9, perAgentConcurrency: 4} | {concurrency: 2}",
        "{global_concurrency: 9} | {concurrency: 2}",
        "{per_agent_concurrency: 3} | {disabled: true}",
        "{enabled: true} | {disabled: false}",
      })
  void whoKnowsNothingOfAgentsFindsTheSameNumbers(
      String manager, String agent, @TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("agents.yaml"), yaml(manager, agent));

    assertThat(Settings.load(file, Map.of(), List.of()).listedLimits())
        .isEqualTo(read(manager, agent).limits());
  }

  @Test
  void whatTheManagerSaysHoldsForEachAgentThatSaysNothing() {
    assertThat(read("{globalConcurrency: 9, perAgentConcurrency: 4}", "{concurrency: 2}").limits())
        .isEqualTo(Map.of("global", 9, "agent:root", 2, "agent:other", 4));
    assertThat(read("{global_concurrency: 9}", "{concurrency: 2}").limits())
        .isEqualTo(Map.of("global", 9, "agent:root", 2));
    assertThat(read("{enabled: true}", "{disabled: false}").limits()).isEmpty();
  }

  @Test
  void agentsMayWriteNamesInSnakeCaseToo() {
    AgentBackground background =
        read(
                "{}",
                "{wait_timeout_ms: 5, tools: {research: {timeout_ms: 7, max_retries: 1,"
                    + " default_disposition: awaited}}}")
            .entry()
            .background();

    assertThat(background.waitTimeout()).isEqualTo(Duration.ofMillis(5));
    assertThat(background.entry("research").orElseThrow().timeout())
        .isEqualTo(Duration.ofMillis(7));
    assertThat(background.entry("research").orElseThrow().maxRetries()).isEqualTo(1);
  }
}
