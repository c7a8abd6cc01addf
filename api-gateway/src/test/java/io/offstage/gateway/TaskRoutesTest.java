package io.offstage.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.offstage.task.ErrorCode;
import io.offstage.task.MemoryScope;
import io.offstage.task.RawJson;
import io.offstage.task.TaskError;
import io.offstage.task.TaskEvent;
import io.offstage.task.TraceContext;
import io.offstage.topic.Command;
import io.offstage.topic.KeyPartitioner;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TaskRoutesTest {

  private static final TraceContext TRACE =
      Objects.requireNonNull(
          TraceContext.of("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "vendor=1"));

  private final Stage stage = new Stage();
  private Gateway gateway;
  private Http http;
  private CommandLog tools;

  @BeforeAll
  void open() {
    gateway = stage.gateway("gateway.command-wait=5s");
    http = new Http(gateway);
    tools = stage.commands("tools");
  }

  @AfterAll
  void close() {
    tools.close();
    http.close();
    gateway.close();
    stage.close();
  }

  @Test
  void aTaskIsReadAsItStandsInTheLog() {
    StagedTask task = StagedTask.tool(stage, "plain").running().completed("{\"n\": 1.00}");

    HttpResponse<String> answer = http.get("/api/background-tasks/plain");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(io.offstage.topic.TaskJson.of(task.task()).text());
  }

  @Test
  void aPendingTaskSaysWhatItWaitsFor() {
    StagedTask.tool(stage, "turn").event(new TaskEvent.Queued(false), null);
    StagedTask.tool(stage, "later")
        .running()
        .event(
            new TaskEvent.Retrying(
                TaskError.of(ErrorCode.TOOL_ERROR, "no"), Instant.parse("2999-01-01T00:00:00Z")),
            null);
    StagedTask.tool(stage, "unknown")
        .event(new TaskEvent.Queued(false, Instant.parse("2999-01-01T00:00:00Z")), null);

    assertThat(waitReason("turn")).startsWith("for its turn: key ");
    assertThat(waitReason("later")).isEqualTo("to be tried again: 2999-01-01T00:00:00Z");
    assertThat(waitReason("unknown"))
        .startsWith("for a worker of pool tools that knows the tool ")
        .contains("2999-01-01");
  }

  private String waitReason(String id) {
    return http.get("/api/background-tasks/" + id)
        .body()
        .replaceFirst(".*\"waitReason\":\"", "")
        .replaceFirst("\".*", "");
  }

  @Test
  void aListIsFilteredAndPaged() {
    MemoryScope scope = MemoryScope.of("lists", "l1");
    for (int i = 0; i < 5; i++) {
      StagedTask.tool(stage, "list-" + i, "run-l", scope, null).running();
    }
    StagedTask.tool(stage, "list-5", "run-l", scope, null).running().completed("1");

    String page =
        http.get(
                "/api/background-tasks?runId=run-l&resourceId=lists&threadId=l1&agentId=scout&toolName=search&status=running&perPage=2&page=1&orderBy=createdAt&orderDirection=desc&fromDate=2026-03-01T12:00:00Z&toDate=2026-03-01T13:00:00Z&dateFilterBy=createdAt&requestContext=e30")
            .body();

    assertThat(page)
        .contains("\"id\":\"list-2\"", "\"id\":\"list-1\"", "\"total\":5")
        .doesNotContain("list-0", "list-3", "list-4", "list-5");
  }

  @ParameterizedTest
  @CsvSource({
    "/api/background-tasks?status=done, status",
    "/api/background-tasks?status=running&status=failed, status",
    "/api/background-tasks?orderBy=id, orderBy",
    "/api/background-tasks?orderDirection=up, orderDirection",
    "/api/background-tasks?page=-1, page",
    "/api/background-tasks?perPage=0, perPage",
    "/api/background-tasks?perPage=many, perPage",
    "/api/background-tasks?fromDate=yesterday, fromDate",
    "/api/background-tasks?toDate=2026-03-01, toDate",
    "/api/background-tasks?dateFilterBy=deletedAt, dateFilterBy",
    "/api/background-tasks/any/output?after=x, after",
    "/api/background-tasks/wait?timeoutMs=1, ids",
    "/api/background-tasks/wait?ids=a&mode=some, mode",
    "/api/background-tasks/wait?ids=a&timeoutMs=-1, timeoutMs",
    "/api/memory/threads?page=-1, page",
    "/api/memory/threads?orderBy=title, orderBy",
  })
  void aBadParameterIsRefusedByName(String path, String field) {
    HttpResponse<String> answer = http.get(path);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.headers().firstValue("content-type")).contains("application/problem+json");
    assertThat(answer.body())
        .contains("\"error\":\"Invalid query parameters\"", "\"field\":\"%s\"".formatted(field));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/api/background-tasks | {\"agentId\":\"a\"} | toolName",
        "/api/background-tasks | {\"toolName\":\"t\"} | agentId",
        "/api/background-tasks | {\"toolName\":\"t\",\"agentId\":\"a\",\"pool\":\"none\"} | pool",
        "/api/background-tasks | {\"toolName\":\"t\",\"agentId\":\"a\",\"taskId\":\"ä\"} | taskId",
        "/api/background-tasks | {\"toolName\":\"t\",\"agentId\":\"a\",\"args\":[]} | args",
        "/api/background-tasks | {\"toolName\":\"t\",\"agentId\":\"a\",\"timeoutMs\":0} |"
            + " timeoutMs",
        "/api/background-tasks | {\"toolName\":\"t\",\"agentId\":\"a\",\"priority\":101} |"
            + " priority",
        "/api/background-tasks | nonsense | ''",
        "/api/background-tasks | [] | ''",
        "/api/agents/a/stream | {} | messages",
        "/api/agents/a/stream | {\"messages\":7} | messages",
        "/api/agents/a/stream | {\"messages\":[]} | messages",
        "/api/agents/a/stream | {\"messages\":\"m\",\"memory\":{\"thread\":\"t\"}} |"
            + " memory.resource",
        "/api/agents/a/stream | {\"messages\":\"m\",\"memory\":{\"thread\":7,\"resource\":\"r\"}} |"
            + " memory.thread",
        "/api/agents/a/stream | {\"messages\":\"m\",\"runId\":\"a b\"} | runId",
        "/api/agents/a/stream | {\"messages\":\"m\",\"maxSteps\":0} | maxSteps",
        "/api/agents/a/stream | {\"messages\":\"m\",\"untilIdle\":7} | untilIdle",
        "/api/agents/a/observe | {} | runId",
        "/api/agents/a/observe | {\"runId\":\"r\",\"offset\":-1} | offset",
        "/api/background-tasks/x/cancel | {\"subtree\":7} | subtree",
      })
  void aBadBodyIsRefusedByTheNameOfItsField(String path, String body, String field) {
    HttpResponse<String> answer = http.post(path, body);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body())
        .contains("\"error\":\"Invalid request body\"", "\"field\":\"%s\"".formatted(field));
  }

  @Test
  void aBodyOverTheLimitIsRefused() {
    HttpResponse<String> answer =
        http.post("/api/background-tasks", "\"" + "x".repeat(1 << 20) + "\"");

    assertThat(answer.statusCode()).isEqualTo(413);
  }

  @Test
  void argumentsOverTheLimitAreRefusedWithTheLimit() {
    String args = "{\"x\":\"" + "x".repeat(256 << 10) + "\"}";

    HttpResponse<String> answer =
        http.post(
            "/api/background-tasks",
            "{\"toolName\":\"t\",\"agentId\":\"a\",\"args\":%s}".formatted(args));

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("the limit is 262144");
  }

  @Test
  void anEnqueuedTaskStandsInItsKeysPartition() {
    HttpResponse<String> answer =
        http.post(
            "/api/background-tasks",
            "{\"toolName\":\"search\",\"agentId\":\"a/1\",\"resourceId\":\"u1\",\"args\":{\"n\":"
                + " 1.0},\"later\":true}");

    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(answer.body()).contains("\"status\":\"pending\"", "\"args\":{\"n\": 1.0}");
    String location = answer.headers().firstValue("location").orElseThrow();
    String id = location.substring("/api/background-tasks/".length());
    CommandLog.Sent sent = tools.await(c -> c.taskId().equals(id));
    assertThat(sent.key()).isEqualTo("a%2F1/u1");
    assertThat(sent.partition()).isEqualTo(KeyPartitioner.partitionOf("a%2F1/u1", 3));
    assertThat(((Command.Start) sent.command()).task().extra())
        .containsEntry("later", new RawJson("true"));
  }

  @Test
  void anArrayIsAnsweredItemByItem() {
    HttpResponse<String> answer =
        http.post(
            "/api/background-tasks",
            "[{\"toolName\":\"t\",\"agentId\":\"a\",\"taskId\":\"bulk-1\"},{\"agentId\":\"a\"}]");

    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(answer.body())
        .startsWith("{\"results\":[{\"status\":202,\"task\":{\"id\":\"bulk-1\"")
        .contains("{\"status\":400,\"problem\":{", "\"field\":\"toolName\"");
    tools.awaitStart("bulk-1");
  }

  @Test
  void moreThanAThousandAtOnceAreRefused() {
    String body =
        "[%s]".formatted(String.join(",", IntStream.range(0, 1001).mapToObj(_ -> "{}").toList()));

    assertThat(http.post("/api/background-tasks", body).statusCode()).isEqualTo(400);
  }

  @Test
  void aCancelIsAnsweredWithTheVerdictOfTheOwner() {
    StagedTask task = StagedTask.tool(stage, "to-cancel").running();
    CompletableFuture<HttpResponse<String>> answer =
        CompletableFuture.supplyAsync(
            () ->
                http.post(
                    "/api/background-tasks/to-cancel/cancel",
                    "{\"reason\":\"enough\"}",
                    "traceparent",
                    TRACE.traceparent(),
                    "tracestate",
                    String.valueOf(TRACE.tracestate())));
    CommandLog.Sent sent =
        tools.await(c -> c instanceof Command.Cancel && c.taskId().equals("to-cancel"));
    Command.Cancel cancel = (Command.Cancel) sent.command();
    assertThat(cancel.reason()).isEqualTo("enough");
    assertThat(cancel.subtree()).isTrue();
    assertThat(sent.partition()).isEqualTo(task.partition());
    assertThat(sent.trace()).isEqualTo(TRACE);

    task.event(new TaskEvent.Cancelled("enough"), cancel.commandId());

    assertThat(answer.join().statusCode()).isEqualTo(200);
    assertThat(answer.join().body()).isEqualTo(io.offstage.topic.TaskJson.of(task.task()).text());
  }

  @Test
  void aRefusedResumeIsAConflictWithTheReason() {
    StagedTask task = StagedTask.tool(stage, "to-resume").running();
    CompletableFuture<HttpResponse<String>> answer =
        CompletableFuture.supplyAsync(
            () ->
                http.post(
                    "/api/background-tasks/to-resume/resume",
                    "{\"resumeData\":1}",
                    "traceparent",
                    TRACE.traceparent(),
                    "tracestate",
                    String.valueOf(TRACE.tracestate())));
    CommandLog.Sent sent =
        tools.await(c -> c instanceof Command.Resume && c.taskId().equals("to-resume"));
    Command.Resume resume = (Command.Resume) sent.command();
    assertThat(sent.trace()).isEqualTo(TRACE);
    assertThat(resume.data().text()).isEqualTo("1");

    task.refuses(resume.commandId(), "Task to-resume is not suspended (status: running)");

    assertThat(answer.join().statusCode()).isEqualTo(409);
    assertThat(answer.join().body())
        .contains("\"error\":\"Task to-resume is not suspended (status: running)\"");
  }

  @Test
  void waitingEndsWithTheFirstOrTheLastEnd() {
    StagedTask one = StagedTask.tool(stage, "wait-1").running();
    StagedTask.tool(stage, "wait-2").running().completed("2");
    CompletableFuture<HttpResponse<String>> all =
        CompletableFuture.supplyAsync(
            () -> http.get("/api/background-tasks/wait?ids=wait-1,wait-2&timeoutMs=20000"));

    String any =
        http.get("/api/background-tasks/wait?ids=wait-1,wait-2&mode=any&timeoutMs=20000").body();
    one.completed("1");

    assertThat(any).contains("\"id\":\"wait-2\"", "\"pending\":[\"wait-1\"]", "\"timedOut\":false");
    assertThat(all.join().body())
        .contains("\"id\":\"wait-1\"", "\"id\":\"wait-2\"", "\"pending\":[]", "\"timedOut\":false");
    assertThat(http.get("/api/background-tasks/wait-1").body())
        .as("a look-up after the answer")
        .contains("\"status\":\"completed\"");
  }

  @Test
  void waitingInVainEndsWithWhatIsPending() {
    StagedTask.tool(stage, "wait-3").running();

    assertThat(http.get("/api/background-tasks/wait?ids=wait-3&timeoutMs=50").body())
        .isEqualTo("{\"completed\":[],\"pending\":[\"wait-3\"],\"timedOut\":true}");
  }

  @Test
  void outputIsReadFromANumberOn() {
    StagedTask.tool(stage, "outputs").running().output("1", "2").output("3").completed("0");

    assertThat(http.get("/api/background-tasks/outputs/output?after=0").body())
        .isEqualTo(
            "{\"taskId\":\"outputs\",\"status\":\"completed\",\"chunks\":[2,3],\"nextSeq\":3}");
  }

  @Test
  void aRunWithoutResultHasUsedWhatItsStepsSay() {
    String used = "\"usage\":{\"inputTokens\":3,\"outputTokens\":4,\"totalTokens\":7}";
    StagedTask.tool(stage, "cut")
        .running()
        .output("{\"type\":\"step-finish\",\"payload\":{\"output\":{%s}}}".formatted(used), "1")
        .event(new TaskEvent.Cancelled("enough"), null);

    assertThat(http.get("/api/background-tasks/cut/trace").body())
        .contains("{\"taskId\":\"cut\",\"status\":\"cancelled\"," + used + "}")
        .endsWith(used + "}");
  }

  @Test
  void outputOfATaskThatDoesNotKnowItsBeginningIsFoundByTime() {
    StagedTask task = StagedTask.tool(stage, "outputs-2").running();
    task.append(0, java.util.List.of(), "\"early\"");

    assertThat(http.get("/api/background-tasks/outputs-2/output").body())
        .contains("\"chunks\":[\"early\"]");
  }

  @Test
  void anUnknownTaskIsNotFoundWithTheClientsSentence() {
    HttpResponse<String> answer = http.get("/api/background-tasks/nobody");

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body())
        .isEqualTo(
            "{\"type\":\"about:blank\",\"title\":\"Not"
                + " Found\",\"status\":404,\"detail\":\"Background task not"
                + " found\",\"instance\":\"/api/background-tasks/nobody\",\"error\":\"Background"
                + " task not found\"}");
  }

  @Test
  void whatIsNowhereIsAProblemToo() {
    assertThat(http.get("/api/nothing").statusCode()).isEqualTo(404);
    assertThat(http.get("/api/nothing").body()).contains("\"error\":");
  }

  @Test
  void healthSaysWhatTheGatewayStandsOn() {
    assertThat(http.get("/livez").body()).isEqualTo("{\"status\":\"ok\"}");
    assertThat(http.get("/readyz").statusCode()).isEqualTo(200);
    assertThat(http.get("/health").body()).contains("\"kafka\":\"ok\"", "\"postgres\":\"ok\"");
  }

  @Test
  void anEndedTaskIsStartedAnewWithOtherArguments() {
    StagedTask.tool(stage, "once").running().completed("1");

    HttpResponse<String> answer =
        http.post("/api/background-tasks/once/redrive", "{\"args\":{\"n\":2}}");

    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(answer.body())
        .contains("\"redriveOf\":\"once\"", "\"args\":{\"n\":2}", "\"status\":\"pending\"");
    String id = answer.headers().firstValue("location").orElseThrow().replaceAll(".*/", "");
    assertThat(tools.awaitStart(id).lineage().redriveOf()).isEqualTo("once");
    StagedTask.tool(stage, "still").running();
    assertThat(http.post("/api/background-tasks/still/redrive", "{}").statusCode()).isEqualTo(409);
  }
}
