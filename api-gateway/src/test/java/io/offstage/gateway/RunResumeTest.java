package io.offstage.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.offstage.task.MemoryScope;
import io.offstage.task.RawJson;
import io.offstage.task.TaskEvent;
import io.offstage.task.TaskStart;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What was suspended goes on, in a stream. */
class RunResumeTest {

  @AutoClose private static final RunStage runs = new RunStage();

  @Test
  void aSuspendedRunEndsItsStreamAndGoesOnInTheNext() throws Exception {
    StagedTask run;
    try (Http.Events events = runs.stream("asks", "stream")) {
      run = runs.asked("asks").running();
      run.output(RunStage.chunk("start"), RunStage.chunk("tool-call-suspended"));
      run.event(new TaskEvent.Suspended(new RawJson("{\"sure\":1}")), null);
      assertThat(RunStage.types(events.awaitEnd()))
          .containsExactly("start", "tool-call-suspended", "[DONE]");
    }
    assertThat(runs.http.get("/api/agents/scout/suspended-runs?threadId=t1").body())
        .contains(
            "{\"runId\":\"asks\",\"status\":\"suspended\",\"threadId\":\"t1\",\"resourceId\":\"u1\",\"suspendedAt\":\"",
            "\"suspendPayload\":{\"sure\":1}");

    Thread owner =
        RunStage.resuming(
            runs.agents, run, resumed -> resumed.output(RunStage.chunk("finish")).completed("{}"));
    try (Http.Events events =
        runs.http.streamOfPost(
            "/api/agents/scout/resume-stream",
            "{\"runId\":\"asks\",\"resumeData\":{\"yes\":true},\"messages\":[]}")) {
      assertThat(RunStage.types(events.awaitEnd())).containsExactly("finish", "[DONE]");
    }
    owner.join();
    assertThat(run.task().resumeData()).isEqualTo(new RawJson("{\"yes\":true}"));
    HttpResponse<String> again =
        runs.http.post("/api/agents/scout/resume-stream", "{\"runId\":\"asks\"}");
    assertThat(again.statusCode()).isEqualTo(409);
    assertThat(
            runs.http
                .post("/api/agents/scout/resume-stream", "{\"runId\":\"nobody\"}")
                .statusCode())
        .isEqualTo(404);
  }

  @Test
  void aSuspendedTaskOfAnEndedRunIsResumedAndItsRunGoesOnUnderItsName() throws Exception {
    StagedTask run =
        StagedTask.run(runs.stage, "left", MemoryScope.of("u1", "t7"), "thread:u1/t7").running();
    StagedTask tool =
        StagedTask.tool(runs.stage, "asks7", "left", MemoryScope.of("u1", "t7"), run.asParent())
            .running();
    tool.event(new TaskEvent.Suspended(new RawJson("{\"sure\":1}")), null);
    run.output(RunStage.chunk("start"), RunStage.chunk("finish")).completed("{}");
    Thread owner = RunStage.resuming(runs.tools, tool, resumed -> resumed.completed("8"));
    String body =
        "{\"runId\":\"left\",\"toolCallId\":\"call-asks7\",\"resumeData\":{\"yes\":true}}";
    try (Http.Events events = runs.http.streamOfPost("/api/agents/scout/resume-stream", body)) {
      TaskStart next =
          runs.agents.awaitStart(task -> "left".equals(task.lineage().continuationOf()));
      assertThat(next.call().args().text())
          .isEqualTo(
              "{\"agent\":\"scout\",\"untilIdle\":true,\"continued\":{\"runId\":\"left\",\"taskId\":\"asks7\",\"once\":true}}");
      assertThat(next.placement().concurrencyKey()).isEqualTo("thread:u1/t7");
      owner.join();
      StagedTask.of(runs.stage, next)
          .running()
          .output(List.of("asks7"), RunStage.chunk("start"))
          .output(RunStage.chunk("finish"))
          .completed("{}");

      assertThat(RunStage.types(events.awaitEnd()))
          .containsSubsequence("background-task-resumed asks7", "background-task-completed asks7")
          .endsWith("background-task-completed asks7", "start", "finish", "[DONE]");
      assertThat(events.text()).startsWith(": run left\n\n");
    }
    HttpResponse<String> again = runs.http.post("/api/agents/scout/resume-stream", body);
    assertThat(again.statusCode()).isEqualTo(409);

    // Whoever looks at the old run sees how it went on; its chunks are counted on.
    try (Http.Events events = observe("left", 0)) {
      assertThat(RunStage.types(events.awaitEnd()).stream().filter(t -> !t.contains(" ")))
          .containsExactly("start", "finish", "start", "finish", "[DONE]");
    }
    try (Http.Events events = observe("left", 3)) {
      assertThat(RunStage.types(events.awaitEnd()).stream().filter(t -> !t.contains(" ")))
          .containsExactly("finish", "[DONE]");
    }
  }

  private Http.Events observe(String runId, long offset) {
    return runs.http.streamOfPost(
        "/api/agents/scout/observe", "{\"runId\":\"%s\",\"offset\":%d}".formatted(runId, offset));
  }

  @Test
  void anEndedRunWithoutMemoryGoesOnToo() throws Exception {
    StagedTask run = StagedTask.run(runs.stage, "forgot", MemoryScope.NONE).running();
    StagedTask tool =
        StagedTask.tool(runs.stage, "asks8", "forgot", MemoryScope.NONE, run.asParent()).running();
    tool.event(new TaskEvent.Suspended(new RawJson("{}")), null);
    run.output(RunStage.chunk("start"), RunStage.chunk("finish")).completed("{}");
    Thread owner = RunStage.resuming(runs.tools, tool, resumed -> resumed.completed("8"));
    try (Http.Events events =
        runs.http.streamOfPost(
            "/api/agents/scout/resume-stream-until-idle", "{\"runId\":\"forgot\"}")) {
      TaskStart next =
          runs.agents.awaitStart(task -> "forgot".equals(task.lineage().continuationOf()));
      assertThat(next.call().args().text())
          .endsWith("\"continued\":{\"runId\":\"forgot\",\"taskId\":\"asks8\",\"once\":true}}");
      assertThat(next.placement().concurrencyKey()).isEqualTo("thread:forgot");
      assertThat(next.origin().runId()).isEqualTo("forgot");
      owner.join();
      StagedTask.of(runs.stage, next)
          .running()
          .output(List.of("asks8"), RunStage.chunk("start"))
          .output(RunStage.chunk("finish"))
          .completed("{}");

      assertThat(RunStage.types(events.awaitEnd()))
          .endsWith("background-task-completed asks8", "start", "finish", "[DONE]");
    }
  }

  @Test
  void aRunThatAnotherHasStartedDoesNotGoOnByItself() {
    StagedTask above =
        StagedTask.run(runs.stage, "above", MemoryScope.of("u1", "t9"), "thread:u1/t9").running();
    StagedTask below =
        StagedTask.run(runs.stage, "below", MemoryScope.of("u1", "t9/below"), "scout/u1").running();
    StagedTask.tool(
            runs.stage, "asks9", "below", MemoryScope.of("u1", "t9/below"), below.asParent())
        .running()
        .event(new TaskEvent.Suspended(new RawJson("{}")), null);
    below.completed("{}");
    above.completed("{}");

    HttpResponse<String> refused =
        runs.http.post("/api/agents/scout/resume-stream", "{\"runId\":\"below\"}");

    assertThat(refused.statusCode()).isEqualTo(409);
    assertThat(refused.body()).contains("the run that started it has its answer", "asks9");
  }
}
