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
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class RunStreamTest {

  @AutoClose private static final RunStage runs = new RunStage();

  @Test
  void aStreamIsFramedAsTheClientReadsIt() throws Exception {
    try (Http.Events events = runs.stream("framed", "stream")) {
      StagedTask run = runs.asked("framed").running();
      run.output(RunStage.chunk("start"), RunStage.chunk("step-start"))
          .output(RunStage.chunk("finish"))
          .completed("{}");

      assertThat(events.awaitEnd())
          .isEqualTo(
              ": run framed\n\ndata: %s\n\ndata: %s\n\ndata: %s\n\ndata: [DONE]\n\n"
                  .formatted(
                      RunStage.chunk("start"),
                      RunStage.chunk("step-start"),
                      RunStage.chunk("finish")));
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
    try (Http.Events _ = runs.http.streamOfPost("/api/agents/scout/stream-until-idle", body)) {
      CommandLog.Sent sent = runs.agents.await(c -> c.taskId().equals("asked"));
      Command.Start start = (Command.Start) sent.command();
      assertThat(start.task().call().args().text())
          .isEqualTo(
              "{\"agent\":\"scout\",\"messages\":[{\"role\":\"user\",\"content\":\"1.0\"}],\"untilIdle\":{\"maxIdleMs\":1000},\"maxSteps\":3,\"toolChoice\":\"auto\"}");
      assertThat(start.task().origin().runId()).isEqualTo("asked");
      assertThat(start.task().origin().scope()).isEqualTo(MemoryScope.of("u9", "t9"));
      assertThat(sent.key()).isEqualTo("thread:u9/t9");
      StagedTask.of(runs.stage, start.task()).running().completed("{}");
    }
  }

  @Test
  void tasksAndSubAgentsOfARunStandInItsStreamInTheOrderOfCauses() throws Exception {
    try (Http.Events events = runs.stream("parent", "stream-until-idle")) {
      StagedTask run = runs.asked("parent").running();
      StagedTask tool =
          StagedTask.tool(
              runs.stage, "tool1", "parent", MemoryScope.of("u1", "t1"), run.asParent());
      StagedTask sub =
          StagedTask.tool(
              runs.stage, "sub1", "sub1", MemoryScope.of("u1", "t1/sub1"), run.asParent());
      tool.running();
      sub.running();
      run.output(
          RunStage.chunk("start"),
          RunStage.started("tool1"),
          RunStage.started("sub1"),
          RunStage.chunk("finish"));
      sub.output("{\"type\":\"text-delta\"}");
      tool.event(new TaskEvent.Suspended(new RawJson("{\"ask\":1}")), null);
      run.output(List.of("sub1"), RunStage.chunk("step-start"));
      sub.completed("\"done\"");
      run.output(RunStage.chunk("text-end")).completed("{}");

      assertThat(RunStage.types(events.awaitEnd()))
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

  @Test
  void aWaitingRunSaysSoEveryThreeSeconds() throws Exception {
    try (Http.Events events = runs.stream("waits", "stream-until-idle")) {
      StagedTask run = runs.asked("waits").running();
      run.output(RunStage.started("slow"));
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
    try (Http.Events events = runs.stream("lost", "stream")) {
      runs.asked("lost")
          .running()
          .output(RunStage.chunk("start"))
          .event(new TaskEvent.Failed(TaskError.of(ErrorCode.WORKER_LOST, "three workers")), null);

      assertThat(RunStage.types(events.awaitEnd()))
          .containsExactly("start", "error", "finish", "[DONE]");
    }
  }

  @Test
  void anEndedRunIsObservedWholeOrFromANumberOn() throws Exception {
    StagedTask run = StagedTask.run(runs.stage, "ended", MemoryScope.of("u1", "t1")).running();
    StagedTask tool =
        StagedTask.tool(runs.stage, "tool2", "ended", MemoryScope.of("u1", "t1"), run.asParent())
            .running();
    run.output(RunStage.chunk("start"), RunStage.started("tool2"));
    tool.completed("7");
    run.output(List.of("tool2"), RunStage.chunk("finish")).completed("{}");

    try (Http.Events all =
            runs.http.streamOfPost("/api/agents/scout/observe", "{\"runId\":\"ended\"}");
        Http.Events rest =
            runs.http.streamOfPost(
                "/api/agents/scout/observe", "{\"runId\":\"ended\",\"offset\":2}")) {
      assertThat(RunStage.types(all.awaitEnd()))
          .containsExactly(
              "start",
              "background-task-started tool2",
              "background-task-completed tool2",
              "finish",
              "[DONE]");
      assertThat(RunStage.types(rest.awaitEnd()))
          .containsExactly("background-task-completed tool2", "finish", "[DONE]");
    }
  }

  @Test
  void aLiveRunIsObservedFromItsBeginningAndThenOn() throws Exception {
    StagedTask run = StagedTask.run(runs.stage, "live", MemoryScope.of("u1", "t1")).running();
    run.output(RunStage.chunk("start"));
    try (Http.Events events =
        runs.http.streamOfPost("/api/agents/scout/observe", "{\"runId\":\"live\"}")) {
      events.awaitText("start");
      run.output(RunStage.chunk("finish")).completed("{}");

      assertThat(RunStage.types(events.awaitEnd())).containsExactly("start", "finish", "[DONE]");
    }
  }

  @Test
  void whatADeadAttemptWroteLastIsNotReplayed() throws Exception {
    StagedTask run =
        StagedTask.run(runs.stage, "redelivered", MemoryScope.of("u1", "t1")).running();
    run.append(0, List.of(), RunStage.chunk("start"), RunStage.chunk("dead"));
    run.claims(1).event(new TaskEvent.Queued(true), null).running();
    run.append(1, List.of(), RunStage.chunk("alive"));
    run.claims(2).completed("{}");

    try (Http.Events events =
        runs.http.streamOfPost("/api/agents/scout/observe", "{\"runId\":\"redelivered\"}")) {
      assertThat(RunStage.types(events.awaitEnd())).containsExactly("start", "alive", "[DONE]");
    }
  }

  @Test
  void generateAnswersWithTheRunsResult() throws Exception {
    Thread worker =
        Thread.ofVirtual()
            .start(
                () ->
                    runs.asked("whole")
                        .running()
                        .output(RunStage.chunk("tool-call"), RunStage.chunk("step-finish"))
                        .completed(
                            "{\"text\":\"Hi\",\"finishReason\":\"stop\",\"usage\":{\"totalTokens\":3}}"));

    HttpResponse<String> answer =
        runs.http.post("/api/agents/scout/generate", "{\"messages\":\"hi\",\"runId\":\"whole\"}");

    worker.join();
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body())
        .isEqualTo(
            "{\"runId\":\"whole\",\"text\":\"Hi\",\"finishReason\":\"stop\",\"usage\":{\"totalTokens\":3},\"totalUsage\":{\"totalTokens\":3},\"toolCalls\":[%s],\"toolResults\":[],\"stepCount\":1}"
                .formatted(RunStage.chunk("tool-call")));
  }

  @Test
  void anUnknownRunOrAgentIsNotFound() {
    assertThat(runs.http.post("/api/agents/scout/observe", "{\"runId\":\"nobody\"}").statusCode())
        .isEqualTo(404);
    HttpResponse<String> agent =
        runs.http.post("/api/agents/ghost/stream", "{\"messages\":\"hi\"}");
    assertThat(agent.statusCode()).isEqualTo(404);
    assertThat(agent.body()).contains("\"error\":\"Agent with id ghost not found\"");
  }
}
