package io.offstage.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.offstage.task.MemoryScope;
import io.offstage.task.TaskStart;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Requests that come again. */
class RunRepeatsTest {

  @AutoClose private static final RunStage runs = new RunStage();

  @Test
  void aRunIdThatIsKnownIsJoinedAndNotStartedAgain() throws Exception {
    StagedTask run = StagedTask.run(runs.stage, "twice", MemoryScope.of("u1", "t1")).running();
    run.output(RunStage.chunk("start")).completed("{}");

    try (Http.Events events = runs.stream("twice", "stream")) {
      assertThat(RunStage.types(events.awaitEnd())).containsExactly("start", "[DONE]");
    }
    HttpResponse<String> elsewhere =
        runs.http.post(
            "/api/agents/scout/stream",
            "{\"messages\":\"hi\",\"runId\":\"twice\",\"memory\":{\"thread\":\"t2\",\"resource\":\"u1\"}}");
    assertThat(elsewhere.statusCode()).isEqualTo(409);
  }

  @Test
  void theSameKeyOfIdempotencyIsTheSameRun() throws Exception {
    String[] key = {"Idempotency-Key", "k1"};
    try (Http.Events first =
        runs.http.streamOfPost("/api/agents/scout/stream", "{\"messages\":\"x\"}", key)) {
      TaskStart start = runs.agents.awaitStart(task -> task.taskId().startsWith("idem-"));
      StagedTask.of(runs.stage, start).running().output(RunStage.chunk("start")).completed("{}");
      first.awaitEnd();
      try (Http.Events second =
          runs.http.streamOfPost("/api/agents/scout/stream", "{\"messages\":\"x\"}", key)) {
        assertThat(second.awaitEnd()).isEqualTo(first.text());
      }
    }
  }

  @Test
  void anEqualBodyInTheSameThreadIsTheSameRunWhileThatGoesOn() throws Exception {
    String body = "{\"messages\":\"again\",\"memory\":{\"thread\":\"again\",\"resource\":\"u1\"}}";
    String route = "/api/agents/scout/stream";
    StagedTask run;
    try (Http.Events first = runs.http.streamOfPost(route, body)) {
      run = StagedTask.of(runs.stage, runs.agents.awaitStart(RunRepeatsTest::isAgain));
      run.running().output(RunStage.chunk("start"));
      first.awaitText("start");
      try (Http.Events second = runs.http.streamOfPost(route, body)) {
        second.awaitText("start");
        run.output(RunStage.chunk("finish")).completed("{}");
        assertThat(second.awaitEnd()).isEqualTo(first.awaitEnd());
      }
    }
    try (Http.Events _ = runs.http.streamOfPost(route, body)) {
      TaskStart next =
          runs.agents.awaitStart(task -> isAgain(task) && !task.taskId().equals(run.id()));
      assertThat(next.call().args()).isEqualTo(run.task().start().call().args());
      StagedTask.of(runs.stage, next).running().completed("{}");
    }
    assertThat(runs.agents.count(run.id())).isEqualTo(1);
  }

  @Test
  void withoutAThreadNothingIsMerged() throws Exception {
    String body = "{\"messages\":\"loose\"}";
    try (Http.Events _ = runs.http.streamOfPost("/api/agents/scout/stream", body);
        Http.Events _ = runs.http.streamOfPost("/api/agents/scout/stream", body)) {
      TaskStart first = runs.agents.awaitStart(RunRepeatsTest::isLoose);
      TaskStart second =
          runs.agents.awaitStart(task -> isLoose(task) && !task.taskId().equals(first.taskId()));
      StagedTask.of(runs.stage, first).running().completed("{}");
      StagedTask.of(runs.stage, second).running().completed("{}");
    }
  }

  private static boolean isAgain(TaskStart task) {
    return "again".equals(task.origin().scope().threadId());
  }

  private static boolean isLoose(TaskStart task) {
    return task.call().args().text().contains("\"loose\"");
  }
}
