package io.offstage.cli.path;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.offstage.cli.RoleProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class TaskWorkerLossTest {

  private static final int TASKS = 50;

  @Test
  void whatAKilledWorkerWasRunningEndsOnceAndTheListAgrees() {
    try (ToolServer tools = new ToolServer();
        Stage stage = Stage.open()) {
      String yaml =
          """
          agents:
            host: {model: demo/demo, tools: [lookup]}
          tools:
          %s
          """
              .formatted(tools.tool("lookup"));
      RoleProcess doomed = stage.process(Roles.Role.TASK_WORKER, yaml);
      stage.materializer();
      Api api = stage.gateway();
      List<String> ids = new ArrayList<>();
      api.post("/background-tasks", tasks())
          .ok()
          .path("results")
          .forEach(result -> ids.add(result.at("/task/id").asText()));
      Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> tools.calls().size() == TASKS);

      doomed.kill();
      stage.taskWorker(Roles.definition(yaml));
      tools.open();
      PoolLog log = stage.log("tools");
      Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> log.ended() == TASKS);

      Map<String, JsonNode> ends = log.endOfEach();
      assertThat(ends).hasSize(TASKS).containsOnlyKeys(ids);
      assertThat(ends.values()).allMatch(end -> end.at("/task/deliveries").asInt() == 2);
      assertThat(keys(tools.calls()))
          .hasSize(TASKS)
          .allSatisfy((_, n) -> assertThat(n).isEqualTo(2));
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() -> assertThat(completed(api).path("total").asInt()).isEqualTo(TASKS));
      assertThat(completed(api).path("tasks"))
          .containsExactlyInAnyOrderElementsOf(
              ends.values().stream().map(end -> end.path("task")).toList());
    }
  }

  private static Map<String, Long> keys(List<String> idempotencyKeys) {
    return idempotencyKeys.stream()
        .collect(Collectors.groupingBy(key -> key, Collectors.counting()));
  }

  private static JsonNode completed(Api api) {
    return api.get("/background-tasks?status=completed&perPage=100").ok();
  }

  /** Each with a key of its own, so that all of them run at once. */
  private static String tasks() {
    return IntStream.range(0, TASKS)
        .mapToObj(
            i ->
                """
                {"toolName":"lookup","agentId":"host","resourceId":"u%1$d","args":{"n":%1$d}}\
                """
                    .formatted(i))
        .collect(Collectors.joining(",", "[", "]"));
  }
}
