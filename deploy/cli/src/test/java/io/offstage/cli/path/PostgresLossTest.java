package io.offstage.cli.path;

import static io.offstage.agent.model.ScriptedReply.says;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.offstage.agent.definition.Definition;
import io.offstage.agent.model.OpenAiServer;
import io.offstage.dev.DevInfra;
import io.offstage.dev.DevInfraOptions;
import io.offstage.store.Database;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresLossTest {

  /** In one request. */
  private static final int BATCH = 200;

  @TempDir Path data;
  private int enqueued;

  @Test
  void tasksGoOnReadsSaySoAndTheTableCatchesUp() {
    CountDownLatch held = new CountDownLatch(1);
    try (DevInfra postgres = DevInfra.startBriefly(DevInfraOptions.at(data).withoutKafka());
        ToolServer tools = new ToolServer();
        OpenAiServer model =
            OpenAiServer.answering(
                _ -> {
                  Asked.await(held);
                  return says("Here I am.");
                });
        Stage stage = Stage.on(postgres)) {
      Definition definition = Roles.definition(Asked.host(model, tools.tool("lookup")));
      tools.open();
      Api api = stage.serving(definition);
      PoolLog log = stage.log("tools");
      EventStream stream = api.untilIdle("host", "hello");
      eventually().until(() -> model.requests().size() == 1);
      enqueue(api);
      eventually().until(() -> log.ended() > 0);

      postgres.stopPostgres();
      held.countDown();
      enqueue(api);
      enqueue(api);
      eventually().until(() -> log.ended() == enqueued);
      assertUnavailable(api.get("/background-tasks"));
      assertUnavailable(api.get("/background-tasks/" + log.events().keySet().iterator().next()));
      assertUnavailable(api.get("/memory/threads/t1/messages?resourceId=u1"));
      assertUnavailable(api.get("/agents/host"));
      assertThat(stream.awaitUntil("so far", said -> true).all("finish")).isEmpty();

      postgres.startPostgres();
      enqueue(api);
      eventually().until(() -> log.ended() == enqueued);
      Transcript said = stream.awaitEnd();

      assertThat(said.ownTypes())
          .isEqualTo("start step-start text-start text-delta text-end step-finish finish ");
      assertThat(api.messages()).hasSize(2);
      Database database = stage.database();
      for (String pool : List.of("tools", "agents")) {
        Map<String, JsonNode> fold = fold(stage.log(pool));
        assertThat(fold).isNotEmpty();
        eventually()
            .untilAsserted(
                () -> assertThat(rows(database, pool)).containsExactlyInAnyOrderEntriesOf(fold));
      }
      assertThat(api.get("/background-tasks?status=completed&perPage=1").ok().path("total").asInt())
          .isEqualTo(enqueued + 1);
    }
  }

  private void enqueue(Api api) {
    api.post("/background-tasks", tasks()).ok();
    enqueued += BATCH;
  }

  /** Under many keys, so that their order is nobody's business. */
  private static String tasks() {
    return IntStream.range(0, BATCH)
        .mapToObj(
            i ->
                """
                {"toolName":"lookup","agentId":"host","resourceId":"u%1$d","args":{"n":%1$d}}\
                """
                    .formatted(i))
        .collect(Collectors.joining(",", "[", "]"));
  }

  /** What each task's row must say: the newest snapshot, its version and its status. */
  private static Map<String, JsonNode> fold(PoolLog log) {
    Map<String, JsonNode> fold = new HashMap<>();
    log.endOfEach()
        .forEach(
            (id, end) ->
                fold.put(
                    id,
                    row(
                        end.path("version").asLong(),
                        end.at("/task/status").asText(),
                        end.path("task"))));
    return fold;
  }

  private static Map<String, JsonNode> rows(Database database, String pool) {
    Map<String, JsonNode> rows = new HashMap<>();
    for (int partition = 0; partition < Stage.PARTITIONS; partition++) {
      Map<?, ?> _ =
          database
              .taskReader()
              .scan(
                  pool,
                  partition,
                  row ->
                      rows.put(
                          row.key().id(),
                          row(row.version(), row.status(), Api.json(row.document()))));
    }
    return rows;
  }

  private static JsonNode row(long version, String status, JsonNode document) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("version", version)
        .put("status", status)
        .set("document", document);
  }

  private static void assertUnavailable(Api.Answer answer) {
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.contentType()).isEqualTo("application/problem+json");
    assertThat(answer.body().path("error").asText()).isEqualTo("Postgres does not answer");
  }

  private static ConditionFactory eventually() {
    return Awaitility.await().atMost(Duration.ofSeconds(90));
  }
}
