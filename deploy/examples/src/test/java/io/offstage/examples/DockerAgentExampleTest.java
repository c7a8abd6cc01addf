package io.offstage.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.offstage.client.Chunk;
import io.offstage.client.OffstageClient;
import io.offstage.task.MemoryScope;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What docker-agent promises of its toolset {@code background_agents}. */
@ExtendWith(ExamplePlatform.class)
class DockerAgentExampleTest {

  private static final MemoryScope SCOPE = MemoryScope.of("u1", "background_agents");

  @Test
  void twoAgentsAreStartedSideBySideLookedAtAndHeard(OffstageClient client) {
    Heard heard =
        Heard.of(
            client.streamUntilIdle(
                "root",
                "Use run_background_agent: the web_researcher and the code_analyst shall find out"
                    + " how pages are cached",
                SCOPE));
    List<Chunk> started = heard.all("background-task-started");
    String first = started.getFirst().text("taskId");
    Heard listed = Heard.of(client.stream("root", "list_background_agents", SCOPE));
    Heard viewed =
        Heard.of(
            client.stream(
                "root", "view_background_agent {\"task_id\": \"%s\"}".formatted(first), SCOPE));
    Heard stopped =
        Heard.of(
            client.stream(
                "root", "stop_background_agent {\"task_id\": \"%s\"}".formatted(first), SCOPE));

    assertThat(started).hasSize(2);
    assertThat(first).startsWith("agent_task_");
    assertThat(heard.answer("run_background_agent").asText())
        .startsWith("Background agent task started with ID: agent_task_");
    assertThat(heard.at("background-task-started", 1))
        .isLessThan(heard.at("background-task-completed", 0));
    assertThat(heard.all("background-task-completed")).hasSize(2);
    assertThat(listed.answer("list_background_agents").asText())
        .startsWith("Background Agent Tasks:")
        .contains("Agent:   web_researcher", "Agent:   code_analyst", "Status:  completed");
    assertThat(viewed.answer("view_background_agent").asText())
        .startsWith("Task ID: " + first)
        .contains("--- Output ---\nI am Offstage's built-in demo model.");
    assertThat(stopped.only("tool-error").payload().path("error").toString())
        .contains("task %s is not running (status: completed)".formatted(first));
  }
}
