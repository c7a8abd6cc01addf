package io.offstage.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.offstage.agent.model.OpenAiServer;
import io.offstage.agent.model.ScriptedReply;
import io.offstage.settings.Settings;
import io.offstage.store.Database;
import io.offstage.task.Lineage;
import io.offstage.task.MemoryScope;
import io.offstage.task.Origin;
import io.offstage.task.Placement;
import io.offstage.task.Policy;
import io.offstage.task.RawJson;
import io.offstage.task.TaskStart;
import io.offstage.task.TaskState;
import io.offstage.task.TimeLimits;
import io.offstage.task.ToolCall;
import io.offstage.topic.ConcurrencyKeys;
import io.offstage.topic.PoolRules;
import io.offstage.worker.TaskWorker;
import io.offstage.worker.tool.Tool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The numbers in the agents' file hold on all workers together. */
class FileLimitsOnWorkersTest {

  private static final int GLOBAL = 3;
  private static final int OF_NARROW = 1;
  private static final int CALLS = 4;

  /** How many calls run now, and how many ran at most, by agent and of all. */
  private static final class Counts {
    private final Map<String, Integer> running = new HashMap<>();
    private final Map<String, Integer> most = new HashMap<>();

    synchronized void add(String agent, int change) {
      for (String who : List.of(agent, "all")) {
        int now = running.merge(who, change, Integer::sum);
        most.merge(who, now, Math::max);
      }
    }

    synchronized int running() {
      return running.getOrDefault("all", 0);
    }

    synchronized Map<String, Integer> most() {
      return Map.copyOf(most);
    }
  }

  @TempDir private Path directory;
  private final Counts counts = new Counts();
  private final Semaphore mayEnd = new Semaphore(0);

  private final Tool held =
      Tool.named("held")
          .running(
              (_, context) -> {
                String agent = context.origin().agentId();
                counts.add(agent, 1);
                try {
                  mayEnd.acquire();
                  return "done";
                } finally {
                  counts.add(agent, -1);
                }
              });

  @Test
  void noMoreCallsOfAnAgentAndOfAllRunThanTheFileSays() throws Exception {
    try (OpenAiServer model =
            OpenAiServer.answering(
                request ->
                    request.toString().contains("call-0")
                        ? ScriptedReply.says("Sent.")
                        : ScriptedReply.calls(
                            IntStream.range(0, CALLS)
                                .mapToObj(i -> ScriptedReply.call("call-" + i, "held", "{}"))
                                .toArray(ScriptedReply.Call[]::new)));
        TwoPools pools = new TwoPools()) {
      Settings settings = pools.settings(file(model));
      try (Database database = Database.open(settings.postgres())) {
        database.migrate(Duration.ofSeconds(30));
        try (TaskWorker _ = TaskWorker.serving(settings, held);
            TaskWorker _ = TaskWorker.serving(settings, held);
            AgentWorker _ = AgentWorker.serving(settings, held)) {
          List<String> runs = List.of("narrow", "wide", "wider");
          for (String agent : runs) {
            pools.start(run(agent));
          }
          List<String> calls = new ArrayList<>();
          for (String agent : runs) {
            calls.addAll(pools.awaitEnd(agent).task().family().children());
          }
          assertThat(calls).hasSize(3 * CALLS);
          Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> counts.running() == GLOBAL);

          mayEnd.release(3 * CALLS);

          assertThat(calls)
              .allSatisfy(
                  call ->
                      assertThat(pools.awaitEnd(call).task().state())
                          .isInstanceOf(TaskState.Completed.class));
          assertThat(counts.most()).containsEntry("all", GLOBAL).containsEntry("narrow", OF_NARROW);
        }
      }
    }
  }

  private Path file(OpenAiServer model) throws Exception {
    return Files.writeString(
        directory.resolve("agents.yaml"),
        """
        models:
          scripted: {provider: openai, model: scripted, base_url: "%s"}
        backgroundTasks: {globalConcurrency: %d}
        agents:
          narrow:
            model: scripted
            tools: [held]
            backgroundTasks: {tools: all, concurrency: %d}
          wide: {model: scripted, tools: [held], backgroundTasks: {tools: all}}
          wider: {model: scripted, tools: [held], backgroundTasks: {tools: all}}
        """
            .formatted(model.baseUrl(), GLOBAL, OF_NARROW));
  }

  private static TaskStart run(String agent) {
    return new TaskStart(
        agent,
        new ToolCall(
            PoolRules.RUN_TOOL,
            agent,
            new RawJson("{\"agent\":\"%s\",\"messages\":\"go\"}".formatted(agent))),
        new Origin(agent, agent, MemoryScope.of("user", "thread-" + agent)),
        Placement.in(PoolRules.AGENTS, ConcurrencyKeys.ofRun(MemoryScope.of("user", agent), agent)),
        new Policy(TimeLimits.NONE, Policy.DEFAULT.retry(), Policy.DEFAULT.workerLoss()),
        Lineage.NONE,
        Instant.now(),
        Map.of());
  }
}
