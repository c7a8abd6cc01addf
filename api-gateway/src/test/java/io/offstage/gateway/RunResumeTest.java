package io.offstage.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.offstage.task.MemoryScope;
import io.offstage.task.RawJson;
import io.offstage.task.TaskEvent;
import io.offstage.topic.Command;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What was suspended goes on, in a stream. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RunResumeTest {

  private final RunStage runs = new RunStage("gateway.heartbeat=10m");
  private final Stage stage = runs.stage;
  private final Http http = runs.http;
  private final CommandLog agents = runs.agents;
  private final CommandLog tools = runs.tools;

  @AfterAll
  void close() {
    runs.close();
  }

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
                  run.output(RunStage.chunk("finish")).completed("{}");
                });
    try (Http.Events events =
        http.streamOfPost(
            "/api/agents/scout/resume-stream",
            "{\"runId\":\"asks\",\"resumeData\":{\"yes\":true},\"messages\":[]}")) {
      assertThat(RunStage.types(events.awaitEnd())).containsExactly("finish", "[DONE]");
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
    run.output(RunStage.chunk("start"), RunStage.chunk("finish")).completed("{}");
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
          .output(List.of("asks7"), RunStage.chunk("start"))
          .output(RunStage.chunk("finish"))
          .completed("{}");

      assertThat(RunStage.types(events.awaitEnd()))
          .containsSubsequence("background-task-resumed asks7", "background-task-completed asks7")
          .endsWith("background-task-completed asks7", "start", "finish", "[DONE]");
      assertThat(events.text()).startsWith(": run left\n\n");
    }
    HttpResponse<String> again = http.post("/api/agents/scout/resume-stream", body);
    assertThat(again.statusCode()).isEqualTo(409);
  }
}
