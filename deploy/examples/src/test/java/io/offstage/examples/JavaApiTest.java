package io.offstage.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.offstage.agent.AgentWorker;
import io.offstage.client.BackgroundTask;
import io.offstage.client.EnqueueOptions;
import io.offstage.client.OffstageClient;
import io.offstage.client.OffstageException;
import io.offstage.client.TaskPage;
import io.offstage.client.TaskQuery;
import io.offstage.client.Waited;
import io.offstage.settings.Settings;
import io.offstage.task.MemoryScope;
import io.offstage.task.RawJson;
import io.offstage.task.TaskStatus;
import io.offstage.worker.TaskWorker;
import io.offstage.worker.tool.Tool;
import io.offstage.worker.tool.ToolContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The Java API as its documentation shows it, and the client against a real gateway. */
@ExtendWith(ExamplePlatform.class)
class JavaApiTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  record Research(String topic) {}

  static Tool research() {
    Tool research =
        Tool.named("research")
            .describedAs("Runs a long research job on a topic")
            .taking(Research.class)
            .inBackground(b -> b.timeout(Duration.ofMinutes(10)).maxRetries(1))
            .running(
                (Research in, ToolContext ctx) -> {
                  ctx.output(Map.of("stage", "searching"));
                  return Map.of("summary", "…");
                });
    return research;
  }

  /** A process that serves a tool. */
  static void serveTools(Settings settings, Tool research) throws InterruptedException {
    try (TaskWorker worker = TaskWorker.serving(settings, research)) {
      worker.awaitShutdown();
    }
  }

  /** A process that serves the agents of the settings' file. */
  static void serveAgents(Settings settings, Tool research) throws InterruptedException {
    try (AgentWorker worker = AgentWorker.serving(settings, research)) {
      worker.awaitShutdown();
    }
  }

  @Test
  void aToolSaysWhatItIsByItsTypes() {
    Tool research = research();

    assertThat(research.inputSchema().text()).contains("\"topic\"");
    assertThat(research.background().timeout()).isEqualTo(Duration.ofMinutes(10));
  }

  @Test
  void anAgentIsEnqueuedListedStreamedAndObserved(OffstageClient client) {
    BackgroundTask queued =
        client.enqueueBackground(
            "supervisor", "Summarise Q3", EnqueueOptions.thread("t1").resource("u1"));
    Waited waited = client.waitForAll(PATIENCE, queued.id());
    TaskPage page = client.listTasks(TaskQuery.all().agent("supervisor").thread("t1"));
    List<String> types = new ArrayList<>();
    try (var events =
        client.streamUntilIdle("supervisor", "Say hello", MemoryScope.of("u1", "t1"))) {
      events.forEach(chunk -> types.add(chunk.type()));
    }
    Heard observed = Heard.of(client.observe("supervisor", queued.id()));

    assertThat(waited.completed()).extracting(BackgroundTask::id).containsExactly(queued.id());
    assertThat(page.tasks()).extracting(BackgroundTask::id).contains(queued.id());
    assertThat(types).startsWith("start", "step-start").endsWith("step-finish", "finish");
    assertThat(observed.types()).startsWith("start").endsWith("finish");
    assertThat(client.agent("supervisor").text()).contains("Coordinates research");
  }

  @Test
  void aToolIsEnqueuedAndItsOutputRead(OffstageClient client) {
    BackgroundTask task =
        client.enqueueTool(
            "u1", "research", new RawJson("{\"topic\":\"tea\"}"), EnqueueOptions.NONE);
    client.waitForAny(PATIENCE, task.id());
    BackgroundTask again = client.redrive(task.id(), new RawJson("{\"topic\":\"coffee\"}"));

    assertThat(client.output(task.id(), -1)).hasSize(2);
    assertThat(again.id()).isNotEqualTo(task.id());
    assertThat(client.waitForAll(PATIENCE, again.id()).completed())
        .extracting(BackgroundTask::status)
        .containsExactly(TaskStatus.COMPLETED);
  }

  @Test
  void whatTheGatewayRefusesSaysWhy(OffstageClient client) {
    Assertions.assertThatExceptionOfType(OffstageException.class)
        .isThrownBy(() -> client.getTask("no-such-task"))
        .satisfies(e -> assertThat(e.status()).isEqualTo(404))
        .withMessage("Background task not found");
    Assertions.assertThatExceptionOfType(OffstageException.class)
        .isThrownBy(() -> client.stream("nobody", "hello", MemoryScope.of("u1", "t1")))
        .satisfies(e -> assertThat(e.status()).isEqualTo(404))
        .withMessage("Agent with id nobody not found");
  }
}
