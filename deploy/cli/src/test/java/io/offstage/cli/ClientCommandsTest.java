package io.offstage.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The commands that talk to a gateway, against a running platform. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClientCommandsTest {

  private final Platform platform = Platform.create();
  private String id = "";

  @BeforeAll
  void start() throws Exception {
    platform.startHere();
  }

  @BeforeEach
  void newId() {
    id = "t-" + UUID.randomUUID();
  }

  @AfterAll
  void stop() {
    platform.close();
  }

  private Ran offstage(String... arguments) {
    List<String> line = new ArrayList<>(List.of(arguments));
    line.addAll(List.of("--url", platform.url()));
    return Ran.offstage(line.toArray(String[]::new));
  }

  @Test
  void aToolIsEnqueuedWaitedForAndShown() {
    Ran enqueued =
        offstage("tasks", "enqueue", "--tool", "echo", "--args", "{\"n\": 1.10}", "--id", id);
    Ran waited = offstage("tasks", "wait", id);
    Ran shown = offstage("tasks", "get", id, "-o", "json");
    Ran table = offstage("tasks", "get", id);

    assertThat(enqueued.code()).isZero();
    assertThat(enqueued.out()).contains(id, "pending");
    assertThat(waited.code()).isZero();
    assertThat(waited.out()).contains(id, "completed");
    assertThat(shown.json().path("status").asText()).isEqualTo("completed");
    assertThat(shown.out()).contains("1.10");
    assertThat(table.out()).contains("completed", "echo").doesNotContain("\u001b");
  }

  @Test
  void anAgentIsEnqueued() {
    Ran enqueued =
        offstage("tasks", "enqueue", "--agent", "helper", "--message", "hello", "-o", "json");
    Ran waited = offstage("tasks", "wait", enqueued.json().path("id").asText(), "-o", "json");

    assertThat(waited.code()).isZero();
    assertThat(waited.json().path(0).path("result").path("text").asText()).contains("hello");
  }

  @Test
  void tasksAreListedTheNewestFirst() {
    for (String n : List.of("-1", "-2")) {
      offstage("tasks", "enqueue", "--tool", "echo", "--agent", "lister" + id, "--id", id + n);
      offstage("tasks", "wait", id + n);
    }

    Ran listed = offstage("tasks", "list", "--agent", "lister" + id, "-o", "json");
    Ran table = offstage("tasks", "list", "--agent", "lister" + id, "--status", "completed");

    assertThat(listed.json().findValuesAsText("id")).containsExactly(id + "-2", id + "-1");
    assertThat(table.out().lines()).hasSize(3);
    assertThat(table.err()).contains("2 of 2");
  }

  @Test
  void whatATaskPutsOutIsALineEach() {
    offstage("tasks", "enqueue", "--tool", "count", "--args", "{\"steps\": 3}", "--id", id);
    offstage("tasks", "wait", id);

    Ran output = offstage("output", id);
    Ran rest = offstage("output", id, "--after", "1");

    assertThat(output.out().lines())
        .containsExactly("{\"step\":1}", "{\"step\":2}", "{\"step\":3}");
    assertThat(rest.out().lines()).containsExactly("{\"step\":3}");
  }

  @Test
  void whatHappenedToATaskIsALineEach() {
    offstage("tasks", "enqueue", "--tool", "count", "--args", "{\"steps\": 1}", "--id", id);
    offstage("tasks", "wait", id);

    Ran trace = offstage("tasks", "trace", id);
    Ran lines = offstage("tasks", "trace", id, "-o", "json");

    assertThat(trace.code()).isZero();
    assertThat(trace.out().lines().skip(1).map(line -> line.split(" +", 5)[3]))
        .containsExactly("pending", "running", "output", "completed");
    assertThat(lines.out().lines()).hasSize(4).allMatch(line -> line.contains(id));
  }

  @Test
  void limitIsSetTakenUpShownAndUnset() {
    String key = "narrow-" + id;

    Ran set =
        offstage("limits", "set", "key:" + key, "--max", "1", "--max-queued", "1", "-o", "json");
    Ran listed = offstage("limits", "list");

    assertThat(set.code()).isZero();
    assertThat(set.json().path("limit").asText()).isEqualTo("key:" + key);
    assertThat(set.json().path("maxQueued").asInt()).isEqualTo(1);
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> assertThat(offstage("limits", "list").out()).contains("tools", "key:" + key));
    assertThat(listed.code()).isZero();
    assertThat(listed.out()).containsPattern("tools +limit:global +500 +agents");
    for (String n : List.of("-1", "-2", "-3")) {
      offstage("tasks", "enqueue", "--tool", "endless", "--key", key, "--id", id + n);
    }
    Ran full = offstage("tasks", "wait", id + "-3", "-o", "json");
    assertThat(full.json().path(0).at("/error/code").asText()).isEqualTo("queue_full");
    assertThat(full.json().path(0).at("/error/message").asText()).contains(key, id + "-3");
    assertThat(offstage("tasks", "get", id + "-2", "-o", "json").json().path("status").asText())
        .isEqualTo("pending");

    Ran unset = offstage("limits", "unset", "key:" + key);

    assertThat(unset.code()).isZero();
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                offstage("tasks", "get", id + "-2", "-o", "json")
                    .json()
                    .path("status")
                    .asText()
                    .equals("running"));
    assertThat(offstage("limits", "list").out()).doesNotContain(key);
    offstage("tasks", "cancel", id + "-1");
    offstage("tasks", "cancel", id + "-2");
  }

  @Test
  void limitThatIsNoneIsRefusedAndNamed() {
    Ran nameless = offstage("limits", "set", "keys:x", "--max", "1");
    Ran zero = offstage("limits", "set", "key:x", "--max", "0");
    Ran poolless = offstage("limits", "unset", "key:x", "--pool", "nowhere");

    assertThat(List.of(nameless.code(), zero.code(), poolless.code())).containsOnly(1);
    assertThat(nameless.err()).contains("limit");
    assertThat(zero.err()).contains("max");
    assertThat(poolless.err()).contains("nowhere");
  }

  @Test
  void waitingTooShortExitsWith124() {
    offstage("tasks", "enqueue", "--tool", "endless", "--id", id);

    Ran waited = offstage("tasks", "wait", id, "--timeout", "0");
    Ran cancelled = offstage("tasks", "cancel", id, "--reason", "no longer needed");
    Ran ended = offstage("tasks", "wait", id);

    assertThat(waited.code()).isEqualTo(124);
    assertThat(waited.err()).contains(id);
    assertThat(cancelled.code()).isZero();
    assertThat(ended.code()).as("not all completed").isEqualTo(1);
    assertThat(ended.out()).contains("cancelled");
  }

  @Test
  void aSuspendedTaskIsResumedWithData() {
    offstage("tasks", "enqueue", "--tool", "ask", "--args", "{\"question\": \"Why?\"}", "--id", id);
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> offstage("tasks", "get", id).out().contains("suspended"));

    Ran resumed = offstage("tasks", "resume", id, "--data", "\"because\"");
    Ran waited = offstage("tasks", "wait", id, "-o", "json");

    assertThat(resumed.code()).isZero();
    assertThat(waited.json().path(0).path("result").path("answer").asText()).isEqualTo("because");
  }

  @Test
  void aFailedTaskMakesWaitFail() {
    offstage("tasks", "enqueue", "--tool", "refuse", "--id", id);

    Ran waited = offstage("tasks", "wait", id);
    Ran shown = offstage("tasks", "get", id);

    assertThat(waited.code()).isEqualTo(1);
    assertThat(shown.out()).contains("refused, as asked");
  }

  @Test
  void agentsAreListedAndShown() {
    Ran listed = offstage("agents", "list");
    Ran shown = offstage("agents", "show", "supervisor");
    Ran unknown = offstage("agents", "show", "nobody");

    assertThat(listed.out()).contains("supervisor", "echo,count", "helper");
    assertThat(shown.json().path("name").asText()).isEqualTo("supervisor");
    assertThat(unknown.code()).isEqualTo(1);
    assertThat(unknown.err()).contains("nobody");
  }

  @Test
  void whatTheGatewayRefusesIsOneSentence() {
    Ran unknown = offstage("tasks", "get", "nothing");
    Ran status = offstage("tasks", "list", "--status", "sleeping");
    Ran args = offstage("tasks", "enqueue", "--tool", "echo", "--args", "[]");

    assertThat(List.of(unknown.code(), status.code(), args.code())).containsOnly(1);
    assertThat(unknown.err()).contains("Background task not found");
    assertThat(status.err()).contains("status", "suspended");
    assertThat(args.err()).contains("args").doesNotContain("Exception");
  }

  @Test
  void whatIsWrongBeforeTheGatewayIsAskedIsUsage() {
    Ran json = offstage("tasks", "enqueue", "--tool", "echo", "--args", "{");
    Ran both = offstage("tasks", "enqueue", "--tool", "echo", "--message", "x");
    Ran url = Ran.offstage("tasks", "list", "--url", "not a url");

    assertThat(List.of(json.code(), both.code(), url.code())).containsOnly(2);
    assertThat(json.err()).contains("--args");
    assertThat(url.err()).contains("not a url");
  }

  @Test
  void aGatewayThatIsNotThereIsNamed() {
    Ran ran = Ran.offstage("tasks", "list", "--url", "http://127.0.0.1:1");

    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.err()).contains("http://127.0.0.1:1");
  }
}
