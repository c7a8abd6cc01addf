package io.offstage.agent.definition;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FileLimitsTest {

  private static Definition read(String manager, String agent) {
    return DefinitionReader.read(
            "agents.yaml",
            """
            agents:
              root:
                model: demo/demo
                tools: [research]
                backgroundTasks: %s
              other: {model: demo/demo}
            backgroundTasks: %s
            """
                .formatted(agent, manager),
            Map.of(),
            List.of("research"),
            true)
        .definition();
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
