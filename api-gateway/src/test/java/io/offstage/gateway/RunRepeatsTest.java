package io.offstage.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.offstage.task.MemoryScope;
import io.offstage.topic.Command;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Requests that come again. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RunRepeatsTest {

  private final RunStage runs = new RunStage("gateway.heartbeat=10m");
  private final Stage stage = runs.stage;
  private final Http http = runs.http;
  private final CommandLog agents = runs.agents;

  @AfterAll
  void close() {
    runs.close();
  }

  @Test
  void aRunIdThatIsKnownIsJoinedAndNotStartedAgain() throws Exception {
    StagedTask run = StagedTask.run(stage, "twice", MemoryScope.of("u1", "t1")).running();
    run.output(RunStage.chunk("start")).completed("{}");

    try (Http.Events events = runs.stream("twice", "stream")) {
      assertThat(RunStage.types(events.awaitEnd())).containsExactly("start", "[DONE]");
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
      StagedTask.of(stage, start.task()).running().output(RunStage.chunk("start")).completed("{}");
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
      run.running().output(RunStage.chunk("start"));
      first.awaitText("start");
      try (Http.Events second = http.streamOfPost(route, body)) {
        second.awaitText("start");
        run.output(RunStage.chunk("finish")).completed("{}");
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
      Command.Start first = (Command.Start) agents.await(RunRepeatsTest::isLoose).command();
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
}
