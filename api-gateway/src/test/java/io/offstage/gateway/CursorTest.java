package io.offstage.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.offstage.task.MemoryScope;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CursorTest {

  private static final Pattern ID = Pattern.compile("id: (\\S+)");

  private final Stage stage = new Stage();
  private Gateway gateway;
  private Gateway other;
  private Http http;
  private Http otherHttp;

  @BeforeAll
  void open() {
    gateway = stage.gateway();
    other = stage.gateway();
    http = new Http(gateway);
    otherHttp = new Http(other);
  }

  @AfterAll
  void close() {
    http.close();
    otherHttp.close();
    gateway.close();
    other.close();
    stage.close();
  }

  private static String lastId(String text) {
    String last = "";
    Matcher ids = ID.matcher(text);
    while (ids.find()) {
      last = ids.group(1);
    }
    return last;
  }

  private StagedTask task(String id, String thread) {
    return StagedTask.tool(stage, id, "r1", MemoryScope.of("u" + id.hashCode(), thread), null);
  }

  @Test
  void aStreamGoesOnAtItsCursorOnAnyGateway() throws Exception {
    StagedTask before = task("before", "resume").running();
    StagedTask through = task("through", "resume").running().output("1");
    String path = "/api/background-tasks/stream?threadId=resume";
    String cursor;
    try (Http.Events events = http.stream(path)) {
      events.awaitText("\n\nid: ");
      before.output("\"seen\"");
      cursor = lastId(events.awaitText("seen"));
    }
    before.output("\"missed\"").completed("1");
    task("between", "resume").running().completed("2");
    through.output("\"also missed\"");

    try (Http.Events events = otherHttp.stream(path, "Last-Event-ID", cursor)) {
      events.awaitText("also missed");
      events.awaitText(
          "\"taskId\":\"between\",\"toolName\":\"search\",\"toolCallId\":\"call-between\",\"agentId\":\"scout\",\"runId\":\"r1\",\"completedAt\"");
      through.completed("3");
      String text = events.awaitText("\"result\":3");

      assertThat(text).doesNotContain("seen\"").doesNotContain("event: gap");
      assertThat(chunks(text))
          .containsOnlyOnce("running between", "completed between", "completed before")
          .containsOnlyOnce("completed through", "output before", "output through")
          .hasSize(6)
          .containsSubsequence("output before", "completed before")
          .containsSubsequence("running between", "completed between")
          .containsSubsequence("output through", "completed through");
    }
  }

  private static List<String> chunks(String text) {
    List<String> chunks = new ArrayList<>();
    Matcher data =
        Pattern.compile(
                "data:"
                    + " \\{\"type\":\"background-task-(\\w+)\",\"payload\":\\{\"taskId\":\"([^\"]+)\"")
            .matcher(text);
    while (data.find()) {
      chunks.add(data.group(1) + " " + data.group(2));
    }
    return chunks;
  }

  @Test
  void whoeverConnectsInTheMiddleMissesNothingAndSeesNothingTwice() throws Exception {
    String path = "/api/background-tasks/stream?threadId=load";
    int tasks = 150;
    CompletableFuture<Void> load =
        CompletableFuture.runAsync(
            () -> {
              for (int i = 0; i < tasks; i++) {
                task("load-" + i, "load").running().output("1").completed("2");
              }
            });
    List<Http.Events> streams = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      streams.add((i % 2 == 0 ? http : otherHttp).stream(path));
      Awaitility.await().until(() -> !streams.getLast().text().isEmpty());
    }
    load.join();
    task("last", "load").running();
    for (Http.Events stream : streams) {
      stream.awaitText("\"taskId\":\"last\"");
      Map<String, List<String>> byTask = new HashMap<>();
      for (String chunk : chunks(stream.text())) {
        int space = chunk.indexOf(' ');
        byTask
            .computeIfAbsent(chunk.substring(space + 1), _ -> new ArrayList<>())
            .add(chunk.substring(0, space));
      }
      byTask.remove("last");
      // A task that ran when the stream began may have written its output before.
      assertThat(byTask.values())
          .allSatisfy(
              seen ->
                  assertThat(seen)
                      .isIn(
                          List.of("running", "output", "completed"),
                          List.of("running", "completed")));
      stream.close();
    }
    assertThat(streams.getFirst().text()).contains("load-" + (tasks - 1));
  }

  @Test
  void aCursorThatNoStreamSentIsRefused() {
    assertThat(http.get("/api/background-tasks/stream", "Last-Event-ID", "nonsense").statusCode())
        .isEqualTo(400);
    assertThat(http.get("/api/background-tasks/stream", "Last-Event-ID", "1~0~tools~!~").body())
        .contains("\"field\":\"Last-Event-ID\"");
  }

  @Test
  void afterTooLongAStreamSaysThatEventsAreMissingAndShowsTheTasksAsTheyStand() throws Exception {
    String cursor;
    String path = "/api/background-tasks/stream?threadId=gap";
    try (Http.Events events = http.stream(path)) {
      cursor = lastId(events.awaitText("\nid: "));
    }
    task("gap-ended", "gap").running().completed("1");
    task("gap-runs", "gap").running();
    String old =
        cursor.replaceFirst("^1~\\w+~", "1~" + Long.toString(1_700_000_000_000L, 36) + "~");

    try (Http.Events events = http.stream(path, "Last-Event-ID", old)) {
      String text = events.awaitText("\nid: ");

      assertThat(text).startsWith("retry: 1000\n\nevent: gap\ndata: {}\n\n");
      assertThat(chunks(text)).containsExactly("completed gap-ended", "running gap-runs");
    }
  }

  @Test
  void aQuietStreamBeatsWithItsCursor() throws Exception {
    try (Gateway quick = stage.gateway("gateway.heartbeat=100ms");
        Http client = new Http(quick);
        Http.Events events = client.stream("/api/background-tasks/stream?threadId=quiet")) {
      assertThat(events.awaitText(": heartbeat\nid: ")).startsWith("retry: 1000\n\nid: ");
    }
  }
}
