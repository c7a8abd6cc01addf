package io.offstage.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.offstage.task.ErrorCode;
import io.offstage.task.MemoryScope;
import io.offstage.task.RawJson;
import io.offstage.task.TaskError;
import io.offstage.task.TaskEvent;
import io.offstage.task.TaskState;
import io.offstage.topic.Command;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RunStreamTest {

  private static final String MEMORY = "\"memory\":{\"thread\":\"t1\",\"resource\":\"u1\"}";

  private final Stage stage = new Stage();
  private Gateway gateway;
  private Http http;
  private CommandLog agents;
  private CommandLog tools;

  @BeforeAll
  void open() {
    gateway = stage.gateway("gateway.heartbeat=10m");
    http = new Http(gateway);
    agents = stage.commands("agents");
    tools = stage.commands("tools");
    stage.database().agents().put(Map.of("scout", "{\"name\":\"Scout\"}"), Instant.EPOCH);
  }

  @AfterAll
  void close() {
    agents.close();
    tools.close();
    http.close();
    gateway.close();
    stage.close();
  }

  private static String chunk(String type) {
    return "{\"type\":\"%s\",\"runId\":\"r\",\"from\":\"AGENT\",\"payload\":{}}".formatted(type);
  }

  private static String started(String taskId) {
    return "{\"type\":\"background-task-started\",\"runId\":\"r\",\"from\":\"AGENT\",\"payload\":{\"taskId\":\"%s\"}}"
        .formatted(taskId);
  }

  private Http.Events stream(String runId, String route) {
    return http.streamOfPost(
        "/api/agents/scout/" + route,
        "{\"messages\":\"hi\",\"runId\":\"%s\",%s}".formatted(runId, MEMORY));
  }

  private StagedTask asked(String runId) {
    return StagedTask.of(stage, agents.awaitStart(runId).task());
  }

  @Test
  void aStreamIsFramedAsTheClientReadsIt() throws Exception {
    try (Http.Events events = stream("framed", "stream")) {
      StagedTask run = asked("framed").running();
      run.output(chunk("start"), chunk("step-start")).output(chunk("finish")).completed("{}");

      assertThat(events.awaitEnd())
          .isEqualTo(
              ": run framed\n\ndata: %s\n\ndata: %s\n\ndata: %s\n\ndata: [DONE]\n\n"
                  .formatted(chunk("start"), chunk("step-start"), chunk("finish")));
      assertThat(events.response().statusCode()).isEqualTo(200);
      assertThat(events.response().headers().map())
          .containsEntry("content-type", List.of("text/event-stream"))
          .containsEntry("cache-control", List.of("no-cache"))
          .containsEntry("x-accel-buffering", List.of("no"))
          .containsEntry("x-content-type-options", List.of("nosniff"));
    }
  }

  @Test
  void theStartedRecordSaysEverythingThatWasAsked() throws Exception {
    String body =
        """
        {"messages":[{"role":"user","content":"1.0"}],"runId":"asked","maxSteps":3,"unknown":true,
         "memory":{"thread":{"id":"t9"},"resource":"u9"},"maxIdleMs":1000,"toolChoice":"auto"}\
        """;
    try (Http.Events _ = http.streamOfPost("/api/agents/scout/stream-until-idle", body)) {
      CommandLog.Sent sent = agents.await(c -> c.taskId().equals("asked"));
      Command.Start start = (Command.Start) sent.command();
      assertThat(start.task().call().args().text())
          .isEqualTo(
              "{\"agent\":\"scout\",\"messages\":[{\"role\":\"user\",\"content\":\"1.0\"}],\"untilIdle\":{\"maxIdleMs\":1000},\"maxSteps\":3,\"toolChoice\":\"auto\"}");
      assertThat(start.task().origin().runId()).isEqualTo("asked");
      assertThat(start.task().origin().scope()).isEqualTo(MemoryScope.of("u9", "t9"));
      assertThat(sent.key()).isEqualTo("thread:u9/t9");
      StagedTask.of(stage, start.task()).running().completed("{}");
    }
  }

  @Test
  void tasksAndSubAgentsOfARunStandInItsStreamInTheOrderOfCauses() throws Exception {
    try (Http.Events events = stream("parent", "stream-until-idle")) {
      StagedTask run = asked("parent").running();
      StagedTask tool =
          StagedTask.tool(stage, "tool1", "parent", MemoryScope.of("u1", "t1"), run.asParent());
      StagedTask sub =
          StagedTask.tool(stage, "sub1", "sub1", MemoryScope.of("u1", "t1/sub1"), run.asParent());
      tool.running();
      sub.running();
      run.output(chunk("start"), started("tool1"), started("sub1"), chunk("finish"));
      sub.output("{\"type\":\"text-delta\"}");
      tool.event(new TaskEvent.Suspended(new RawJson("{\"ask\":1}")), null);
      run.output(List.of("sub1"), chunk("step-start"));
      sub.completed("\"done\"");
      run.output(chunk("text-end")).completed("{}");

      assertThat(types(events.awaitEnd()))
          .containsSubsequence("start", "background-task-started tool1", "finish", "step-start")
          .containsSubsequence(
              "background-task-started sub1",
              "background-task-running sub1",
              "background-task-output sub1",
              "background-task-completed sub1",
              "step-start",
              "text-end",
              "[DONE]")
          .containsSubsequence("background-task-running tool1", "background-task-suspended tool1")
          .hasSize(12);
    }
  }

  /** The type of each frame, with the task it is about. */
  private static List<String> types(String text) {
    return text.lines()
        .filter(line -> line.startsWith("data: "))
        .map(
            line ->
                line.replaceAll("data: \\{\"type\":\"([a-z-]+)\".*", "$1").replace("data: ", "")
                    + (line.contains("\"taskId\"")
                        ? " " + line.replaceAll(".*?\"taskId\":\"(\\w+)\".*", "$1")
                        : ""))
        .toList();
  }

  @Test
  void aWaitingRunSaysSoEveryThreeSeconds() throws Exception {
    try (Http.Events events = stream("waits", "stream-until-idle")) {
      StagedTask run = asked("waits").running();
      run.output(started("slow"));
      run.event(
          new TaskEvent.WaitBegan(
              new TaskState.Waiting(Set.of("slow"), false, null), Map.of(), List.of()),
          null);

      String text = events.awaitText("background-task-progress");
      run.event(new TaskEvent.Started("w1"), null).completed("{}");

      assertThat(text)
          .containsPattern(
              "data:"
                  + " \\{\"type\":\"background-task-progress\",\"runId\":\"waits\",\"from\":\"AGENT\",\"payload\":\\{\"taskIds\":\\[\"slow\"],\"runningCount\":1,\"elapsedMs\":3\\d\\d\\d}}\n\n");
      events.awaitEnd();
    }
  }

  @Test
  void aRunThatLosesItsWorkersEndsItsStreamWithAnErrorAndAFinish() throws Exception {
    try (Http.Events events = stream("lost", "stream")) {
      asked("lost")
          .running()
          .output(chunk("start"))
          .event(new TaskEvent.Failed(TaskError.of(ErrorCode.WORKER_LOST, "three workers")), null);

      assertThat(types(events.awaitEnd())).containsExactly("start", "error", "finish", "[DONE]");
    }
  }

  @Test
  void anEndedRunIsObservedWholeOrFromANumberOn() throws Exception {
    StagedTask run = StagedTask.run(stage, "ended", MemoryScope.of("u1", "t1")).running();
    StagedTask tool =
        StagedTask.tool(stage, "tool2", "ended", MemoryScope.of("u1", "t1"), run.asParent())
            .running();
    run.output(chunk("start"), started("tool2"));
    tool.completed("7");
    run.output(List.of("tool2"), chunk("finish")).completed("{}");

    try (Http.Events all = http.streamOfPost("/api/agents/scout/observe", "{\"runId\":\"ended\"}");
        Http.Events rest =
            http.streamOfPost("/api/agents/scout/observe", "{\"runId\":\"ended\",\"offset\":2}")) {
      assertThat(types(all.awaitEnd()))
          .containsExactly(
              "start",
              "background-task-started tool2",
              "background-task-completed tool2",
              "finish",
              "[DONE]");
      assertThat(types(rest.awaitEnd()))
          .containsExactly("background-task-completed tool2", "finish", "[DONE]");
    }
  }

  @Test
  void aLiveRunIsObservedFromItsBeginningAndThenOn() throws Exception {
    StagedTask run = StagedTask.run(stage, "live", MemoryScope.of("u1", "t1")).running();
    run.output(chunk("start"));
    try (Http.Events events =
        http.streamOfPost("/api/agents/scout/observe", "{\"runId\":\"live\"}")) {
      events.awaitText("start");
      run.output(chunk("finish")).completed("{}");

      assertThat(types(events.awaitEnd())).containsExactly("start", "finish", "[DONE]");
    }
  }

  @Test
  void whatADeadAttemptWroteLastIsNotReplayed() throws Exception {
    StagedTask run = StagedTask.run(stage, "redelivered", MemoryScope.of("u1", "t1")).running();
    run.append(0, List.of(), chunk("start"), chunk("dead"));
    run.claims(1).event(new TaskEvent.Queued(true), null).running();
    run.append(1, List.of(), chunk("alive"));
    run.claims(2).completed("{}");

    try (Http.Events events =
        http.streamOfPost("/api/agents/scout/observe", "{\"runId\":\"redelivered\"}")) {
      assertThat(types(events.awaitEnd())).containsExactly("start", "alive", "[DONE]");
    }
  }

  @Test
  void aRunIdThatIsKnownIsJoinedAndNotStartedAgain() throws Exception {
    StagedTask run = StagedTask.run(stage, "twice", MemoryScope.of("u1", "t1")).running();
    run.output(chunk("start")).completed("{}");

    try (Http.Events events = stream("twice", "stream")) {
      assertThat(types(events.awaitEnd())).containsExactly("start", "[DONE]");
    }
    HttpResponse<String> elsewhere =
        http.post(
            "/api/agents/scout/stream",
            "{\"messages\":\"hi\",\"runId\":\"twice\",\"memory\":{\"thread\":\"t2\",\"resource\":\"u1\"}}");
    assertThat(elsewhere.statusCode()).isEqualTo(409);
  }

  @Test
  void theSameKeyOfIdempotencyIsTheSameRun() throws Exception {
    String[] key = {"Idempotency-Key", "k1"};
    try (Http.Events first =
        http.streamOfPost("/api/agents/scout/stream", "{\"messages\":\"x\"}", key)) {
      Command.Start start =
          (Command.Start) agents.await(c -> c.taskId().startsWith("idem-")).command();
      StagedTask.of(stage, start.task()).running().output(chunk("start")).completed("{}");
      first.awaitEnd();
      try (Http.Events second =
          http.streamOfPost("/api/agents/scout/stream", "{\"messages\":\"x\"}", key)) {
        assertThat(second.awaitEnd()).isEqualTo(first.text());
      }
    }
  }

  @Test
  void anEqualBodyInTheSameThreadIsTheSameRunWhileThatGoesOn() throws Exception {
    String body = "{\"messages\":\"again\",\"memory\":{\"thread\":\"again\",\"resource\":\"u1\"}}";
    String route = "/api/agents/scout/stream";
    StagedTask run;
    try (Http.Events first = http.streamOfPost(route, body)) {
      run =
          StagedTask.of(
              stage,
              ((Command.Start)
                      agents
                          .await(
                              c ->
                                  c instanceof Command.Start start
                                      && "again".equals(start.task().origin().scope().threadId()))
                          .command())
                  .task());
      run.running().output(chunk("start"));
      first.awaitText("start");
      try (Http.Events second = http.streamOfPost(route, body)) {
        second.awaitText("start");
        run.output(chunk("finish")).completed("{}");
        assertThat(second.awaitEnd()).isEqualTo(first.awaitEnd());
      }
    }
    try (Http.Events _ = http.streamOfPost(route, body)) {
      Command.Start next =
          (Command.Start)
              agents
                  .await(
                      c ->
                          c instanceof Command.Start start
                              && "again".equals(start.task().origin().scope().threadId())
                              && !c.taskId().equals(run.id()))
                  .command();
      assertThat(next.task().call().args()).isEqualTo(run.task().start().call().args());
      StagedTask.of(stage, next.task()).running().completed("{}");
    }
    assertThat(agents.count(run.id())).isEqualTo(1);
  }

  @Test
  void withoutAThreadNothingIsMerged() throws Exception {
    String body = "{\"messages\":\"loose\"}";
    try (Http.Events _ = http.streamOfPost("/api/agents/scout/stream", body);
        Http.Events _ = http.streamOfPost("/api/agents/scout/stream", body)) {
      Command.Start first = (Command.Start) agents.await(RunStreamTest::isLoose).command();
      Command.Start second =
          (Command.Start)
              agents.await(c -> isLoose(c) && !c.taskId().equals(first.taskId())).command();
      StagedTask.of(stage, first.task()).running().completed("{}");
      StagedTask.of(stage, second.task()).running().completed("{}");
    }
  }

  private static boolean isLoose(Command command) {
    return command instanceof Command.Start start
        && start.task().call().args().text().contains("\"loose\"");
  }

  @Test
  void generateAnswersWithTheRunsResult() throws Exception {
    Thread worker =
        Thread.ofVirtual()
            .start(
                () ->
                    asked("whole")
                        .running()
                        .output(chunk("tool-call"), chunk("step-finish"))
                        .completed(
                            "{\"text\":\"Hi\",\"finishReason\":\"stop\",\"usage\":{\"totalTokens\":3}}"));

    HttpResponse<String> answer =
        http.post("/api/agents/scout/generate", "{\"messages\":\"hi\",\"runId\":\"whole\"}");

    worker.join();
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body())
        .isEqualTo(
            "{\"runId\":\"whole\",\"text\":\"Hi\",\"finishReason\":\"stop\",\"usage\":{\"totalTokens\":3},\"totalUsage\":{\"totalTokens\":3},\"toolCalls\":[%s],\"toolResults\":[],\"stepCount\":1}"
                .formatted(chunk("tool-call")));
  }

  @Test
  void anUnknownRunOrAgentIsNotFound() {
    assertThat(http.post("/api/agents/scout/observe", "{\"runId\":\"nobody\"}").statusCode())
        .isEqualTo(404);
    HttpResponse<String> agent = http.post("/api/agents/ghost/stream", "{\"messages\":\"hi\"}");
    assertThat(agent.statusCode()).isEqualTo(404);
    assertThat(agent.body()).contains("\"error\":\"Agent with id ghost not found\"");
  }

  @Test
  void aSuspendedRunEndsItsStreamAndGoesOnInTheNext() throws Exception {
    StagedTask run;
    try (Http.Events events = stream("asks", "stream")) {
      run = asked("asks").running();
      run.output(chunk("start"), chunk("tool-call-suspended"));
      run.event(new TaskEvent.Suspended(new RawJson("{\"sure\":1}")), null);
      assertThat(types(events.awaitEnd()))
          .containsExactly("start", "tool-call-suspended", "[DONE]");
    }
    assertThat(http.get("/api/agents/scout/suspended-runs?threadId=t1").body())
        .contains(
            "{\"runId\":\"asks\",\"status\":\"suspended\",\"threadId\":\"t1\",\"resourceId\":\"u1\",\"suspendedAt\":\"",
            "\"suspendPayload\":{\"sure\":1}");

    Thread owner =
        Thread.ofVirtual()
            .start(
                () -> {
                  Command.Resume resume =
                      (Command.Resume)
                          agents
                              .await(c -> c instanceof Command.Resume && c.taskId().equals("asks"))
                              .command();
                  run.event(new TaskEvent.Resumed(resume.data()), resume.commandId()).running();
                  run.output(chunk("finish")).completed("{}");
                });
    try (Http.Events events =
        http.streamOfPost(
            "/api/agents/scout/resume-stream",
            "{\"runId\":\"asks\",\"resumeData\":{\"yes\":true},\"messages\":[]}")) {
      assertThat(types(events.awaitEnd())).containsExactly("finish", "[DONE]");
    }
    owner.join();
    assertThat(run.task().resumeData()).isEqualTo(new RawJson("{\"yes\":true}"));
    HttpResponse<String> again =
        http.post("/api/agents/scout/resume-stream", "{\"runId\":\"asks\"}");
    assertThat(again.statusCode()).isEqualTo(409);
    assertThat(http.post("/api/agents/scout/resume-stream", "{\"runId\":\"nobody\"}").statusCode())
        .isEqualTo(404);
  }

  @Test
  void aSuspendedTaskOfAnEndedRunIsResumedAndItsRunGoesOnUnderItsName() throws Exception {
    StagedTask run =
        StagedTask.run(stage, "left", MemoryScope.of("u1", "t7"), "thread:u1/t7").running();
    StagedTask tool =
        StagedTask.tool(stage, "asks7", "left", MemoryScope.of("u1", "t7"), run.asParent())
            .running();
    tool.event(new TaskEvent.Suspended(new RawJson("{\"sure\":1}")), null);
    run.output(chunk("start"), chunk("finish")).completed("{}");
    Thread owner =
        Thread.ofVirtual()
            .start(
                () -> {
                  Command.Resume resume =
                      (Command.Resume)
                          tools
                              .await(c -> c instanceof Command.Resume && c.taskId().equals("asks7"))
                              .command();
                  tool.event(new TaskEvent.Resumed(resume.data()), resume.commandId()).running();
                  tool.completed("8");
                });
    String body =
        "{\"runId\":\"left\",\"toolCallId\":\"call-asks7\",\"resumeData\":{\"yes\":true}}";
    try (Http.Events events = http.streamOfPost("/api/agents/scout/resume-stream", body)) {
      Command.Start next =
          (Command.Start)
              agents
                  .await(
                      c ->
                          c instanceof Command.Start start
                              && "left".equals(start.task().lineage().continuationOf()))
                  .command();
      assertThat(next.task().call().args().text())
          .isEqualTo(
              "{\"agent\":\"scout\",\"untilIdle\":true,\"continued\":{\"runId\":\"left\",\"taskId\":\"asks7\",\"once\":true}}");
      assertThat(next.task().placement().concurrencyKey()).isEqualTo("thread:u1/t7");
      owner.join();
      StagedTask.of(stage, next.task())
          .running()
          .output(List.of("asks7"), chunk("start"))
          .output(chunk("finish"))
          .completed("{}");

      assertThat(types(events.awaitEnd()))
          .containsSubsequence("background-task-resumed asks7", "background-task-completed asks7")
          .endsWith("background-task-completed asks7", "start", "finish", "[DONE]");
      assertThat(events.text()).startsWith(": run left\n\n");
    }
    HttpResponse<String> again = http.post("/api/agents/scout/resume-stream", body);
    assertThat(again.statusCode()).isEqualTo(409);
  }
}
