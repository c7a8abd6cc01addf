package io.offstage.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.offstage.agent.definition.DefinitionReader;
import io.offstage.agent.memory.JsonText;
import io.offstage.agent.model.OpenAiServer;
import io.offstage.agent.model.ScriptedReply;
import io.offstage.settings.Settings;
import io.offstage.store.Database;
import io.offstage.store.Direction;
import io.offstage.store.MessageRow;
import io.offstage.store.Page;
import io.offstage.store.ThreadKey;
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
import io.offstage.topic.LifecycleEvent;
import io.offstage.topic.PoolRules;
import io.offstage.worker.TaskWorker;
import io.offstage.worker.tool.Tool;
import io.offstage.worker.tool.Toolbox;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class AgentWorkerTest {

  private static final String DEFINITION =
      """
      agents:
        root:
          model: demo/supervisor
          description: Sends work away
          instruction: You send work away.
          tools: [research, summarise]
          sub_agents: [critic]
          backgroundTasks: {tools: {research: true, summarise: true, critic: true}}
        critic:
          model: demo/critic
          description: Weighs claims
          instruction: You weigh claims.
        slow:
          model: scripted
          tools: [research]
        planner:
          model: planning
          tools: [shout]
          toolsets: [{type: todo}, {type: think}]
      tools:
        shout: {kind: process, command: /bin/sh, args: [-c, "tr a-z A-Z"]}
      models:
        scripted: {provider: openai, model: scripted, base_url: "${MODEL}"}
        planning: {provider: openai, model: planning, base_url: "${PLANNER}"}
      """;

  record Topic(String topic) {}

  private static final Tool RESEARCH =
      Tool.named("research")
          .describedAs("Runs a long job")
          .taking(Topic.class)
          .inBackground()
          .running(
              (in, context) -> {
                context.output(Map.of("stage", "searching"));
                return Map.of("found", 42);
              });

  private static final Tool SUMMARISE =
      Tool.named("summarise")
          .describedAs("Makes things short")
          .taking(Topic.class)
          .inBackground()
          .running(
              (in, context) -> {
                throw new IllegalStateException("nothing to make short");
              });

  /** Its second answer waits for the test. */
  private static final CountDownLatch MAY_ANSWER = new CountDownLatch(1);

  private static final OpenAiServer MODEL =
      OpenAiServer.answering(
          request -> {
            if (OpenAiServer.lastRole(request).equals("user")) {
              return ScriptedReply.calls(
                  ScriptedReply.call("call-1", "research", "{\"topic\":\"x\"}"));
            }
            try {
              MAY_ANSWER.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
            return ScriptedReply.says("It is on its way.");
          });

  /** Makes two todos side by side, looks at them and calls a program, and says so. */
  private static final OpenAiServer PLANNER =
      OpenAiServer.answering(
          request -> {
            if (OpenAiServer.lastRole(request).equals("user")) {
              return ScriptedReply.calls(
                  ScriptedReply.call("todo-a", "create_todo", "{\"description\":\"buy\"}"),
                  ScriptedReply.call("todo-b", "create_todo", "{\"description\":\"cook\"}"));
            }
            return request.toString().contains("todo-c")
                ? ScriptedReply.says("Planned.")
                : ScriptedReply.calls(
                    ScriptedReply.call("todo-c", "list_todos", "{}"),
                    ScriptedReply.call("shout-a", "shout", "{\"text\":\"hungry\"}"));
          });

  private static TwoPools pools;
  private static Database database;
  private static TaskWorker taskWorker;
  private static AgentWorker agentWorker;

  @BeforeAll
  static void open() {
    pools = new TwoPools();
    Settings settings = pools.settings();
    database = Database.open(settings.postgres());
    database.migrate(Duration.ofSeconds(30));
    taskWorker = TaskWorker.serving(settings, RESEARCH, SUMMARISE);
    agentWorker =
        AgentWorker.start(
            settings,
            DefinitionReader.read(
                    "agents.yaml",
                    DEFINITION,
                    Map.of("MODEL", MODEL.baseUrl(), "PLANNER", PLANNER.baseUrl()),
                    List.of("research", "summarise"),
                    true)
                .definition(),
            database,
            Map.of(),
            Toolbox.of(RESEARCH, SUMMARISE));
  }

  @AfterAll
  static void close() {
    MODEL.close();
    PLANNER.close();
    agentWorker.close();
    taskWorker.close();
    database.close();
    pools.close();
  }

  private static TaskStart run(String id, String message, String more) {
    return run("root", id, message, more);
  }

  private static TaskStart run(String agent, String id, String message, String more) {
    MemoryScope scope = MemoryScope.of("user", "thread-" + id);
    return new TaskStart(
        id,
        new ToolCall(
            PoolRules.RUN_TOOL,
            id,
            new RawJson(
                "{\"agent\":\"%s\",\"messages\":\"%s\"%s}".formatted(agent, message, more))),
        new Origin(agent, id, scope),
        Placement.in(PoolRules.AGENTS, ConcurrencyKeys.ofRun(scope, id)),
        new Policy(TimeLimits.NONE, Policy.DEFAULT.retry(), Policy.DEFAULT.workerLoss()),
        Lineage.NONE,
        Instant.now(),
        Map.of());
  }

  private static List<MessageRow> messages(String id) {
    return database
        .memory()
        .messages(new ThreadKey("user", "thread-" + id), Direction.ASC, new Page(0, 100))
        .rows();
  }

  @Test
  void oneQuestionSendsTwoToolsAndASubAgentAwayAndIsAnsweredUntilNothingRuns() throws Exception {
    pools.start(run("idle", "Research, summarise, and ask the critic", ",\"untilIdle\":true"));

    LifecycleEvent end = pools.awaitEnd("idle");

    JsonNode result = JsonText.tree(((TaskState.Completed) end.task().state()).result().text());
    assertThat(result.path("text").asText()).contains("That was the last one");
    assertThat(end.task().family().children()).hasSize(3);
    assertThat(end.task().family().inbox()).isEmpty();
    List<String> types =
        pools.chunks("idle").stream().map(c -> JsonText.tree(c).path("type").asText()).toList();
    assertThat(types).startsWith("start", "step-start").endsWith("step-finish", "finish");
    assertThat(types.stream().filter("background-task-started"::equals)).hasSize(3);
    assertThat(types.stream().filter("start"::equals).count()).isBetween(2L, 4L);
    assertThat(messages("idle").get(1).content())
        .contains("{\"found\":42}", "nothing to make short", "built-in demo model")
        .doesNotContain("Background task started");
    assertThat(pools.events())
        .filteredOn(e -> e.task().start().origin().agentId().equals("critic"))
        .filteredOn(e -> end.task().family().children().contains(e.task().id()))
        .allSatisfy(
            e -> {
              assertThat(e.task().start().placement().concurrencyKey()).isEqualTo("root/user");
              assertThat(e.task().start().origin().scope().threadId())
                  .isEqualTo("thread-idle/" + e.task().id());
            })
        .isNotEmpty();
  }

  @Test
  void resultsThatComeAfterAPlainStreamStandInTheThread() throws Exception {
    pools.start(run("plain", "Research this, and ask the critic", ""));

    LifecycleEvent end = pools.awaitEnd("plain");

    assertThat(end.task().state()).isInstanceOf(TaskState.Completed.class);
    end.task().family().children().forEach(pools::awaitEnd);
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () ->
                assertThat(messages("plain").get(1).content())
                    .contains("{\"found\":42}", "completedAt")
                    .doesNotContain("Background task started"));
    assertThat(pools.chunks("plain").stream().filter(c -> c.contains("\"type\":\"finish\"")))
        .hasSize(1);
  }

  @Test
  void aResultThatComesWhileTheRunGivesItsLastAnswerIsNotLost() throws Exception {
    pools.start(run("slow", "late", "go", ""));
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                pools.events().stream()
                    .anyMatch(
                        e -> e.task().id().equals("late") && !e.task().family().inbox().isEmpty()));

    MAY_ANSWER.countDown();

    LifecycleEvent end = pools.awaitEnd("late");
    assertThat(((TaskState.Completed) end.task().state()).result().text())
        .contains("It is on its way.");
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () ->
                assertThat(messages("late").get(1).content())
                    .contains("{\"found\":42}", "completedAt"));
  }

  @Test
  void toolsetsAndProgramsRunInsideTheRunAndTodosAreTheThreads() throws Exception {
    pools.start(run("planner", "plan", "Plan dinner", ""));

    LifecycleEvent end = pools.awaitEnd("plan");

    assertThat(((TaskState.Completed) end.task().state()).result().text()).contains("Planned.");
    assertThat(end.task().family().children()).isEmpty();
    assertThat(String.join("\n", messages("plan").stream().map(MessageRow::content).toList()))
        .contains("\"created\":{\"id\":\"todo_1\",\"description\":\"buy\"")
        .contains("\"created\":{\"id\":\"todo_2\",\"description\":\"cook\"")
        .contains("(pending) [todo_1] buy (pending) [todo_2] cook")
        .contains("{\"TEXT\":\"HUNGRY\"}");
  }

  @Test
  void readersFindTheAgentsInTheCatalogue() {
    JsonNode root = JsonText.tree(database.agents().get("root").orElseThrow());

    assertThat(root.path("instructions").asText()).isEqualTo("You send work away.");
    assertThat(root.path("provider").asText()).isEqualTo("demo");
    assertThat(root.at("/agents/critic/name").asText()).isEqualTo("critic");
    assertThat(
            JsonText.tree(root.at("/tools/research/inputSchema").asText())
                .at("/json/type")
                .asText())
        .isEqualTo("object");
    assertThat(database.agents().list()).containsOnlyKeys("critic", "planner", "root", "slow");
  }
}
