package io.offstage.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.offstage.client.BackgroundTask;
import io.offstage.client.OffstageClient;
import io.offstage.client.OffstageException;
import io.offstage.client.RunResult;
import io.offstage.client.RunResult.End;
import io.offstage.client.RunResult.SentTask;
import io.offstage.client.Waited;
import io.offstage.task.MemoryScope;
import io.offstage.task.RawJson;
import io.offstage.task.TaskStatus;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What Mastra's documentation of background tasks promises. */
@ExtendWith(ExamplePlatform.class)
class MastraExamplesTest {

  private static final String ACK = "Background task started. Task ID: ";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static MemoryScope thread(String name) {
    return MemoryScope.of("u1", name);
  }

  @Test
  void aToolIsAcknowledgedAtOnceAndTheAgentIsEnteredAgainWithItsResult(OffstageClient client) {
    Heard heard =
        Heard.of(
            client.streamUntilIdle("assistant", "Research Solana for me", thread("quickstart")));

    assertThat(heard.answer("research").asText()).startsWith(ACK);
    assertThat(heard.all("start")).hasSize(2);
    assertThat(heard.all("finish")).hasSize(2);
    assertThat(heard.all("background-task-output")).hasSize(2);
    assertThat(heard.at("background-task-started", 0)).isLessThan(heard.at("finish", 0));
    assertThat(heard.only("background-task-completed").payload().path("result").toString())
        .isEqualTo("{\"summary\":\"3 sources, 2 of them agree\"}");
    assertThat(heard.at("background-task-completed", 0)).isLessThan(heard.at("start", 1));
    assertThat(heard.text()).contains("research returned", "2 of them agree");
  }

  @Test
  void theAgentDecidesWhichOfItsToolsRunInTheBackground(OffstageClient client) {
    Heard heard =
        Heard.of(
            client.streamUntilIdle(
                "librarian", "Look up the Nile, and count its letters", thread("agent-level")));

    assertThat(heard.answer("look_up").asText()).startsWith(ACK);
    assertThat(heard.answer("count").isNumber()).isTrue();
    String task = heard.only("background-task-started").text("taskId");
    assertThat(client.getTask(task).json().text()).contains("\"timeoutMs\":600000");
  }

  @Test
  void theModelDecidesForOneCallAndTheToolDoesNotSeeIt(OffstageClient client) {
    RunResult awaited =
        client.runUntilIdle(
            "analyst",
            "Analyse this: {\"market\": \"tea\", \"_background\": {\"disposition\": \"awaited\","
                + " \"timeoutMs\": 900000}}",
            thread("awaited"));
    RunResult inline =
        client.runUntilIdle(
            "analyst",
            "Analyse this: {\"market\": \"tea\", \"_background\": {\"enabled\": false}}",
            thread("inline"));
    RunResult deferred =
        client.runUntilIdle("analyst", "Analyse this: {\"market\": \"tea\"}", thread("deferred"));

    assertThat(awaited.texts()).hasSize(1);
    assertThat(awaited.text()).contains("4 million a year");
    assertThat(inline.texts()).hasSize(1);
    assertThat(inline.tasks()).isEmpty();
    assertThat(deferred.texts()).hasSize(2);
    assertThat(deferred.tasks())
        .singleElement()
        .extracting(SentTask::end)
        .isEqualTo(
            new End.Completed(
                new RawJson("{\"asked\":{\"market\":\"tea\"},\"size\":\"4 million a year\"}")));
  }

  @Test
  void subAgentsWorkSideBySideInTheBackground(OffstageClient client) {
    RunResult result =
        client.runUntilIdle(
            "supervisor",
            "Have the researcher and the writer do an article about AI in schools",
            thread("sub-agents"));

    assertThat(result.tasks())
        .extracting(SentTask::tool)
        .containsExactlyInAnyOrder("agent-researcher", "agent-writer");
    assertThat(result.tasks())
        .allSatisfy(task -> assertThat(task.end()).isInstanceOf(End.Completed.class));
    assertThat(result.texts()).hasSizeGreaterThan(1);
    BackgroundTask delegated = client.getTask(result.tasks().getFirst().taskId());
    assertThat(delegated.json().text()).contains("\"pool\":\"agents\"");
  }

  @Test
  void anAgentWithToolsForTheBackgroundIsThereItselfWhoeverDelegatesToIt(OffstageClient client) {
    RunResult result =
        client.runUntilIdle(
            "editor",
            "Let the fact checker do a deep check of the claim that tea is blue",
            thread("inheritance"));

    assertThat(result.tasks())
        .singleElement()
        .satisfies(
            task -> {
              assertThat(task.tool()).isEqualTo("agent-fact_checker");
              assertThat(task.end()).isInstanceOf(End.Completed.class);
            });
  }

  @Test
  void aTaskWaitsForInputAndGoesOnWithIt(OffstageClient client) {
    RunResult result =
        client.runUntilIdle("publisher", "Review this draft", thread("suspend-resume"));
    SentTask review = result.tasks().getFirst();
    // The stream shows what is in the log; what is read of a task follows a little later.
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> client.getTask(review.taskId()).status() == TaskStatus.SUSPENDED);
    client.resume(review.taskId(), new RawJson("{\"reviewer\":\"alice@example.com\"}"));
    Waited ended = client.waitForAll(PATIENCE, review.taskId());

    assertThat(review.end())
        .isEqualTo(new End.Suspended(new RawJson("{\"awaiting\":\"approval\"}")));
    assertThat(ended.completed())
        .extracting(BackgroundTask::status, BackgroundTask::result)
        .containsExactly(
            tuple(
                TaskStatus.COMPLETED,
                new RawJson("{\"approved\":{\"reviewer\":\"alice@example.com\"}}")));
    assertThatExceptionOfType(OffstageException.class)
        .isThrownBy(() -> client.resume(review.taskId(), RawJson.EMPTY_OBJECT))
        .satisfies(refused -> assertThat(refused.status()).isEqualTo(409));
  }

  @Test
  void theAgentGoesOnInTheStreamThatResumesItsTask(OffstageClient client) {
    RunResult result = client.runUntilIdle("publisher", "Review this draft", thread("resumed"));
    String review = result.tasks().getFirst().taskId();
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> client.getTask(review).status() == TaskStatus.SUSPENDED);

    Heard heard =
        Heard.of(
            client.resumeStream(
                "publisher", result.runId(), null, new RawJson("{\"reviewer\":\"alice\"}")));

    assertThat(heard.types()).contains("start").endsWith("finish");
    assertThat(heard.text()).contains("review returned", "alice");
  }

  @Test
  void aSuspendedTaskCanBeCancelled(OffstageClient client) {
    RunResult result = client.runUntilIdle("publisher", "Review this draft", thread("cancel"));
    String review = result.tasks().getFirst().taskId();

    client.cancel(review, "not today");

    assertThat(client.waitForAll(PATIENCE, review).completed())
        .extracting(BackgroundTask::status)
        .isEqualTo(List.of(TaskStatus.CANCELLED));
  }
}
