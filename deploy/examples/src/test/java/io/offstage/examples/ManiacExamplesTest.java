package io.offstage.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.offstage.client.BackgroundTask;
import io.offstage.client.EnqueueOptions;
import io.offstage.client.OffstageClient;
import io.offstage.client.Waited;
import io.offstage.task.MemoryScope;
import io.offstage.task.TaskStatus;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What Maniac promises of its dispatcher and its control tools. */
@ExtendWith(ExamplePlatform.class)
class ManiacExamplesTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Test
  void theAgentWaitsForWhatItHasSentAndListsNothingAfterwards(OffstageClient client) {
    MemoryScope scope = MemoryScope.of("u1", "maniac");
    Heard heard =
        Heard.of(client.streamUntilIdle("delegator", "Investigate Q3, and wait for it", scope));
    Heard listed = Heard.of(client.stream("delegator", "bg_list", scope));

    String task = heard.only("background-task-started").text("taskId");
    JsonNode waited = heard.answer("bg_wait");
    assertThat(waited.path("ok").asBoolean()).isTrue();
    assertThat(waited.at("/value/timed_out").asBoolean()).isFalse();
    assertThat(waited.at("/value/completed/0/task_id").asText()).isEqualTo(task);
    assertThat(waited.at("/value/completed/0/status").asText()).isEqualTo("completed");
    assertThat(listed.answer("bg_list").toString())
        .isEqualTo("{\"ok\":true,\"value\":{\"tasks\":[]}}");
  }

  @Test
  void theRunWaitsForAllOfSeveralTasks(OffstageClient client) {
    Heard heard =
        Heard.of(
            client.streamUntilIdle(
                "foreman",
                "Measure the house and weigh the truck, and wait",
                MemoryScope.of("u1", "wait")));

    assertThat(heard.all("background-task-started")).hasSize(2);
    assertThat(heard.answer("bg_wait").at("/value/completed")).hasSize(2);
    assertThat(heard.answer("bg_wait").at("/value/pending")).isEmpty();
    assertThat(heard.answer("bg_wait").findValuesAsText("metres")).containsExactly("12");
    assertThat(heard.answer("bg_wait").findValuesAsText("tons")).containsExactly("7");
  }

  @Test
  void anAgentIsStartedInTheBackgroundAndWaitedFor(OffstageClient client) {
    BackgroundTask record =
        client.enqueueBackground(
            "delegator", "Summarise the Q3 report", EnqueueOptions.thread("t2").resource("u1"));
    Waited waited = client.waitForAny(PATIENCE, record.id());

    assertThat(record.status()).isEqualTo(TaskStatus.PENDING);
    assertThat(waited.timedOut()).isFalse();
    assertThat(waited.completed().getFirst().status()).isEqualTo(TaskStatus.COMPLETED);
    assertThat(String.valueOf(waited.completed().getFirst().result())).contains("demo model");
  }
}
