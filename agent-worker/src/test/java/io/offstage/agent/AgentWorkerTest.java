package io.offstage.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.offstage.agent.definition.Definition;
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
import io.offstage.worker.attempt.Handlers;
import io.offstage.worker.kind.ToolKinds;
import io.offstage.worker.schedule.Orphans;
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
        errand:
          model: sending
          toolsets:
            - {type: shell}
            - {type: mcp, name: polite, command: /bin/sh, args: [-c, "${GREETER}"]}
          backgroundTasks: {tools: {shell: true, polite_greet: {defaultDisposition: awaited}}}
      tools:
        shout: {kind: process, command: /bin/sh, args: [-c, "tr a-z A-Z"]}
      models:
        scripted: {provider: openai, model: scripted, base_url: "${MODEL}"}
        planning: {provider: openai, model: planning, base_url: "${PLANNER}"}
        sending: {provider: openai, model: sending, base_url: "${SENDER}"}
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

  /** Calls a command and a server's tool side by side, and says when both have answered. */
  private static final OpenAiServer SENDER =
      OpenAiServer.answering(
          request ->
              OpenAiServer.lastRole(request).equals("user")
                      && !request.toString().contains("Hello, you")
                  ? ScriptedReply.calls(
                      ScriptedReply.call("sh", "shell", "{\"cmd\":\"echo a$((1+1))b\"}"),
                      ScriptedReply.call("mcp", "polite_greet", "{\"who\":\"you\"}"))
                  : ScriptedReply.says(
                      request.toString().contains("a2b") ? "Both are done." : "One is not."));

  private static TwoPools pools;
  private static Database database;
  private static TaskWorker taskWorker;
  private static AgentWorker agentWorker;
  private static ToolKinds kinds;

  @BeforeAll
  static void open() {
    pools = new TwoPools();
    Settings settings = pools.settings();
    database = Database.open(settings.postgres());
    database.migrate(Duration.ofSeconds(30));
    Definition definition =
        DefinitionReader.read(
                "agents.yaml",
                DEFINITION.replace("\"${GREETER}\"", JsonText.write(ShellMcpServer.SCRIPT)),
                Map.of(
                    "MODEL", MODEL.baseUrl(),
                    "PLANNER", PLANNER.baseUrl(),
                    "SENDER", SENDER.baseUrl()),
                List.of("research", "summarise"),
                true)
            .definition();
    Toolbox code = Toolbox.of(RESEARCH, SUMMARISE);
    kinds = ToolKinds.of(settings);
    taskWorker =
        TaskWorker.start(
            settings,
            PoolRules.TOOLS,
            ToolsetHandlers.of(definition, settings, PoolRules.TOOLS, kinds, Handlers.of(code)),
            Orphans.DROPPED,
            definition.limits());
    agentWorker = AgentWorker.start(settings, definition, database, Map.of(), code);
  }

  @AfterAll
  static void close() {
    MODEL.close();
    PLANNER.close();
    SENDER.close();
    agentWorker.close();
    taskWorker.close();
    kinds.close();
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
  void whatToolsetsBringIsCarriedOutByWorkersOfToolsWhereTheAgentSaysSo() throws Exception {
    pools.start(run("errand", "errands", "Go", ",\"untilIdle\":true"));

    LifecycleEvent end = pools.awaitEnd("errands");

    assertThat(((TaskState.Completed) end.task().state()).result().text())
        .contains("Both are done.");
    assertThat(end.task().family().children()).hasSize(2);
    assertThat(pools.events())
        .filteredOn(e -> end.task().family().children().contains(e.task().id()))
        .filteredOn(e -> e.task().state() instanceof TaskState.Completed)
        .extracting(
            e -> e.task().start().placement().pool() + "/" + e.task().start().call().toolName())
        .containsExactlyInAnyOrder("tools/shell", "tools/polite_greet");
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
    assertThat(database.agents().list())
        .containsOnlyKeys("critic", "errand", "planner", "root", "slow");
  }
}
