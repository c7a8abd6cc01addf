package io.offstage.agent.run;

import static io.offstage.agent.model.ScriptedReply.call;
import static io.offstage.agent.model.ScriptedReply.calls;
import static io.offstage.agent.model.ScriptedReply.says;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.offstage.agent.background.OfferedTool;
import io.offstage.agent.definition.AgentBackground;
import io.offstage.agent.memory.JsonText;
import io.offstage.agent.model.OpenAiServer;
import io.offstage.agent.model.ScriptedReply;
import io.offstage.dev.DevInfra;
import io.offstage.store.ThreadKey;
import io.offstage.task.RawJson;
import io.offstage.task.TaskState;
import io.offstage.task.TaskStatus;
import io.offstage.worker.tool.Background;
import io.offstage.worker.tool.Tool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RunTroubleTest {

  private static final Tool RESEARCH =
      Tool.named("research")
          .describedAs("Takes long")
          .inBackground()
          .running((args, context) -> Map.of());

  private static final Tool BROKEN =
      Tool.named("broken")
          .describedAs("Never works")
          .running(
              (args, context) -> {
                throw new IllegalStateException("out of order");
              });

  private static final Tool ASKING =
      Tool.named("asking")
          .describedAs("Asks for permission")
          .running(
              (args, context) ->
                  context
                      .resumeData()
                      .<Object>map(data -> Map.of("permitted", data))
                      .orElseGet(() -> context.suspend(Map.of("may", "I?"))));

  private static final Tool CHATTY =
      Tool.named("chatty")
          .describedAs("Talks while it works")
          .running(
              (args, context) -> {
                context.output(Map.of("stage", 1));
                return args;
              });

  private static RunFixture fixture;

  private final ThreadKey thread = RunFixture.newThread();
  private final List<OpenAiServer> servers = new ArrayList<>();

  @BeforeAll
  static void open() {
    fixture = new RunFixture();
  }

  @AfterAll
  static void close() {
    fixture.close();
  }

  @AfterEach
  void stop() {
    servers.forEach(OpenAiServer::close);
  }

  private OpenAiServer server(Function<JsonNode, ScriptedReply> script) {
    OpenAiServer server = OpenAiServer.answering(script);
    servers.add(server);
    return server;
  }

  private AgentRun runs(OpenAiServer server, OfferedTool... others) {
    return fixture.runs(
        RunFixture.openAi(server.baseUrl()),
        AgentBackground.SILENT,
        List.of(RESEARCH, BROKEN, ASKING, CHATTY),
        List.of(others),
        fixture.store);
  }

  private SimulatedEngine engine(OpenAiServer server, String more, OfferedTool... others) {
    return new SimulatedEngine(
        RunFixture.start(thread, "go", more), runs(server, others), new Boundary(0));
  }

  /** Asks for these calls first, and says "done" to their results. */
  private OpenAiServer calling(ScriptedReply.Call... first) {
    return server(
        request -> OpenAiServer.lastRole(request).equals("user") ? calls(first) : says("done"));
  }

  private static JsonNode result(TaskState state) {
    assertThat(state).isInstanceOf(TaskState.Completed.class);
    return JsonText.tree(((TaskState.Completed) state).result());
  }

  private static JsonNode chunk(SimulatedEngine engine, String type) {
    return engine.output().stream()
        .map(JsonText::tree)
        .filter(chunk -> chunk.path("type").asText().equals(type))
        .findFirst()
        .orElseThrow()
        .path("payload");
  }

  @Test
  void aModelThatRefusesEndsTheRunWithAnError() throws Exception {
    SimulatedEngine engine =
        engine(server(_ -> new ScriptedReply.Refuses(400, "bad request")), "{\"untilIdle\":true}");

    TaskState state = engine.run();

    assertThat(RunFixture.types(engine.output())).containsExactly("start", "error", "finish");
    assertThat(chunk(engine, "error").at("/error/message").asText()).contains("bad request");
    assertThat(chunk(engine, "finish").at("/stepResult/reason").asText()).isEqualTo("error");
    assertThat(result(state).path("finishReason").asText()).isEqualTo("error");
  }

  @Test
  void anErrorInMidStreamClosesWhatWasOpen() throws Exception {
    SimulatedEngine engine =
        engine(server(_ -> new ScriptedReply.FailsAfter("Well, I", "overloaded")), "{}");

    engine.run();

    assertThat(RunFixture.types(engine.output()))
        .containsExactly(
            "start", "step-start", "text-start", "text-delta", "text-end", "error", "finish");
    assertThat(fixture.rows(thread)).hasSize(1);
  }

  @Test
  void aToolThatThrowsIsAnErrorThatTheModelReads() throws Exception {
    OpenAiServer server = calling(call("c1", "broken", "{}"), call("c2", "nowhere", "{}"));
    SimulatedEngine engine = engine(server, "{}");

    assertThat(result(engine.run()).path("text").asText()).isEqualTo("done");

    assertThat(chunk(engine, "tool-error").at("/error/message").asText())
        .isIn("out of order", "There is no tool named \"nowhere\".");
    JsonNode messages = server.requests().getLast().path("messages");
    assertThat(messages.toString())
        .contains("out of order", "There is no tool named \\\"nowhere\\\".");
  }

  @Test
  void argumentsThatAreNoObjectAreRefused() throws Exception {
    OpenAiServer server = calling(call("c1", "chatty", "[1]"));
    SimulatedEngine engine = engine(server, "{}");

    engine.run();

    assertThat(chunk(engine, "tool-error").at("/error/message").asText())
        .isEqualTo("The arguments are not a JSON object.");
  }

  @Test
  void theOverrideDecidesAndNeverReachesTheTool() throws Exception {
    OpenAiServer server =
        calling(
            call(
                "c1",
                "research",
                "{\"x\":1.10,\"_background\":{\"disposition\":\"awaited\",\"timeoutMs\":7}}"),
            call("c2", "chatty", "{\"y\":2,\"_background\":{\"disposition\":\"deferred\"}}"));
    SimulatedEngine engine = engine(server, "{}");

    assertThat(engine.run()).isInstanceOf(TaskState.Waiting.class);

    var child = engine.children().values().iterator().next();
    assertThat(child.call().args()).isEqualTo(new RawJson("{\"x\":1.10}"));
    assertThat(child.policy().timeLimits().perAttempt()).isEqualTo(Duration.ofMillis(7));
    assertThat(chunk(engine, "tool-output").at("/output/stage").asInt()).isEqualTo(1);
    assertThat(chunk(engine, "tool-result").path("result")).isEqualTo(JsonText.tree("{\"y\":2}"));
    JsonNode tools = server.requests().getFirst().path("tools");
    assertThat(tools.path(0).toString()).contains("_background");
    assertThat(tools.path(3).toString()).doesNotContain("_background");
  }

  @Test
  void aCallThatAsksForInputSuspendsTheRunAndGoesOnWithIt() throws Exception {
    SimulatedEngine engine = engine(calling(call("c1", "asking", "{\"a\":1}")), "{}");

    TaskState suspended = engine.run();

    assertThat(suspended)
        .isEqualTo(
            new TaskState.Suspended(
                new RawJson(
                    "{\"toolCallId\":\"c1\",\"toolName\":\"asking\",\"args\":{\"a\":1},"
                        + "\"suspendPayload\":{\"may\":\"I?\"}}")));
    assertThat(chunk(engine, "tool-call-suspended").at("/suspendPayload/may").asText())
        .isEqualTo("I?");

    TaskState end = engine.resume(new RawJson("{\"yes\":true}"));

    assertThat(result(end).path("text").asText()).isEqualTo("done");
    assertThat(chunk(engine, "tool-result").at("/result/permitted/yes").asBoolean()).isTrue();
  }

  @Test
  void aTurnHasOnlySoManySteps() throws Exception {
    OpenAiServer server = server(_ -> calls(call("", "chatty", "{}")));
    SimulatedEngine engine = engine(server, "{\"maxSteps\":2}");

    TaskState state = engine.run();

    assertThat(result(state).path("finishReason").asText()).isEqualTo("tool-calls");
    assertThat(server.requests()).hasSize(2);
    assertThat(RunFixture.types(engine.output())).endsWith("step-finish", "finish");
  }

  @Test
  void aDelegatedRunHasAThreadOfItsOwnAndDelegatesInTheForeground() throws Exception {
    OfferedTool critic =
        new OfferedTool(
            "agent-critic",
            "Weighs claims",
            new RawJson("{\"type\":\"object\"}"),
            Background.ELIGIBLE,
            new OfferedTool.Delegate("critic"));
    OpenAiServer server = calling(call("c1", "agent-critic", "{\"prompt\":\"Weigh this\"}"));
    SimulatedEngine above = engine(server, "{}", critic);
    SimulatedEngine below = engine(server, "{\"depth\":1}", critic);

    assertThat(above.run()).isInstanceOf(TaskState.Completed.class);
    assertThat(below.run()).isInstanceOf(TaskState.Waiting.class);

    var child = above.children().values().iterator().next();
    assertThat(child.call().toolName()).isEqualTo("agent");
    assertThat(JsonText.tree(child.call().args()).path("messages").asText())
        .isEqualTo("Weigh this");
    assertThat(child.origin().scope().threadId()).isEqualTo(thread.thread() + "/" + child.taskId());
    assertThat(child.placement().concurrencyKey()).isEqualTo("host/" + thread.resource());
    assertThat(RunFixture.types(below.output())).doesNotContain("background-task-started");
    below.end(below.children().keySet().iterator().next(), TaskStatus.CANCELLED, null, null);
    assertThat(chunk(below, "tool-error").at("/error/message").asText())
        .isEqualTo("The background task was cancelled.");
  }

  @Test
  void anUnknownAgentIsSaidInTheStreamAndInTheTask() throws Exception {
    SimulatedEngine engine =
        new SimulatedEngine(
            RunFixture.start(thread, "go", "{\"agent\":\"nobody\"}"),
            runs(server(_ -> says("unheard"))),
            new Boundary(0));

    TaskState state = engine.run();

    assertThat(state).isInstanceOf(TaskState.Failed.class);
    assertThat(((TaskState.Failed) state).error().message())
        .isEqualTo("Agent with id nobody not found");
    assertThat(RunFixture.types(engine.output())).containsExactly("error", "finish");
  }

  @Test
  void whenAttemptsOverlapTheReplyThatWasWrittenFirstCounts() throws Exception {
    CountDownLatch secondIsThrough = new CountDownLatch(1);
    CountDownLatch firstHasAsked = new CountDownLatch(1);
    AtomicInteger asked = new AtomicInteger();
    OpenAiServer server =
        server(
            _ -> {
              if (asked.incrementAndGet() > 1) {
                return says("the second reply");
              }
              firstHasAsked.countDown();
              await(secondIsThrough);
              return says("the first reply");
            });
    var start = RunFixture.start(thread, "go", "{}");
    SimulatedEngine first = new SimulatedEngine(start, runs(server), new Boundary(0));
    SimulatedEngine second = new SimulatedEngine(start, runs(server), new Boundary(0));
    AtomicReference<TaskState> stale = new AtomicReference<>();
    Thread old = Thread.ofVirtual().start(() -> stale.set(quietly(first)));
    firstHasAsked.await();

    TaskState counts = second.run();
    secondIsThrough.countDown();
    old.join();

    assertThat(result(counts).path("text").asText()).isEqualTo("the second reply");
    assertThat(result(stale.get()).path("text").asText()).isEqualTo("the second reply");
    assertThat(fixture.messages(thread)).hasSize(2).last().asString().contains("the second reply");
    assertThat(RunFixture.types(first.output())).endsWith("step-finish", "finish");
    assertThat(RunFixture.text(first.output())).endsWith("the second reply");
  }

  @Test
  void whenAttemptsOverlapBothStartTheSameChildren() throws Exception {
    CountDownLatch firstHasAsked = new CountDownLatch(1);
    CountDownLatch secondHasWritten = new CountDownLatch(1);
    CountDownLatch bothHaveStarted = new CountDownLatch(2);
    AtomicInteger asked = new AtomicInteger();
    OpenAiServer server =
        server(
            request -> {
              if (!OpenAiServer.lastRole(request).equals("user")) {
                secondHasWritten.countDown();
                bothHaveStarted.countDown();
                await(bothHaveStarted);
                return says("done");
              }
              if (asked.incrementAndGet() == 1) {
                firstHasAsked.countDown();
                await(secondHasWritten);
                return calls(call("a", "research", "{\"of\":1}"), call("b", "chatty", "{}"));
              }
              return calls(call("c", "research", "{\"of\":2}"));
            });
    var start = RunFixture.start(thread, "go", "{}");
    SimulatedEngine first = new SimulatedEngine(start, runs(server), new Boundary(0));
    SimulatedEngine second = new SimulatedEngine(start, runs(server), new Boundary(0));
    AtomicReference<TaskState> stale = new AtomicReference<>();
    Thread old = Thread.ofVirtual().start(() -> stale.set(quietly(first)));
    firstHasAsked.await();

    second.run();
    old.join();

    assertThat(stale.get()).isInstanceOf(TaskState.Completed.class);
    assertThat(first.children()).isEqualTo(second.children()).hasSize(1);
    assertThat(fixture.messages(thread).get(1)).contains("\"of\":2").doesNotContain("\"of\":1");
  }

  @Test
  void aRunWaitsForPostgresAndGoesOn() throws Exception {
    CountDownLatch stopped = new CountDownLatch(1);
    OpenAiServer server =
        server(
            _ -> {
              DevInfra.shared().stopPostgres();
              stopped.countDown();
              return says("survived");
            });
    SimulatedEngine engine = engine(server, "{}");
    AtomicReference<TaskState> state = new AtomicReference<>();
    Thread run = Thread.ofVirtual().start(() -> state.set(quietly(engine)));
    stopped.await();

    DevInfra.shared().startPostgres();
    run.join();

    assertThat(result(state.get()).path("text").asText()).isEqualTo("survived");
    assertThat(fixture.messages(thread)).hasSize(2);
  }

  @Test
  void anInterruptStopsARunInTheMiddleOfItsModelCall() throws Exception {
    OpenAiServer server = server(_ -> new ScriptedReply.FallsSilentAfter("Well, I"));
    CountDownLatch heard = new CountDownLatch(1);
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    SimulatedEngine engine =
        new SimulatedEngine(
            RunFixture.start(thread, "go", "{}"),
            runs(server),
            new Boundary(0) {
              @Override
              void pass() {
                if (!server.requests().isEmpty()) {
                  heard.countDown();
                }
              }
            });
    Thread run =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    engine.run();
                  } catch (Exception e) {
                    thrown.set(e);
                  }
                });
    heard.await();

    run.interrupt();
    run.join();

    assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
  }

  private static TaskState quietly(SimulatedEngine engine) {
    try {
      return engine.run();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
