package io.offstage.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.offstage.client.EnqueueOptions;
import io.offstage.client.OffstageClient;
import io.offstage.client.OffstageException;
import io.offstage.client.TaskQuery;
import io.offstage.client.Waited;
import io.offstage.task.RawJson;
import io.offstage.task.TaskStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** {@code dev} from its first start through every way to stop it. */
class DevTest {

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  // A killed predecessor's servers may still be writing.
  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path directory;

  private RoleProcess dev(String... more) {
    List<String> command =
        new ArrayList<>(
            List.of("dev", "--data", directory.resolve("data").toString(), "--port", "0"));
    command.addAll(List.of(more));
    command.addAll(List.of("-o", "json"));
    return RoleProcess.start(directory, command);
  }

  private static String url(RoleProcess dev) {
    return dev.ready().replaceFirst(".*\"url\":\"([^\"]*)\".*", "$1");
  }

  /** A task that ends once it is {@link #release released}. */
  private void enqueue(OffstageClient client, String id) {
    RawJson args = new RawJson("{\"file\": \"%s\"}".formatted(directory.resolve(id)));
    client.enqueueTool("dev", "hold", args, EnqueueOptions.NONE.taskId(id));
  }

  private void release(String id) throws IOException {
    Files.createFile(directory.resolve(id));
  }

  private static TaskStatus end(OffstageClient client, String id) {
    Waited waited = client.waitFor(List.of(id), Waited.Mode.ALL, PATIENCE);
    assertThat(waited.timedOut()).as(id + " timed out").isFalse();
    return waited.completed().getFirst().status();
  }

  /** The read model may be more than two seconds behind on a busy machine: not found, for then. */
  private static void awaitRunning(OffstageClient client, String id) {
    Awaitility.await()
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(OffstageException.class)
        .until(() -> client.getTask(id).status() == TaskStatus.RUNNING);
  }

  @Test
  void aSecondStartCarriesOnHoweverTheFirstEnded() throws IOException {
    try (RoleProcess first = dev();
        OffstageClient client = OffstageClient.at(url(first))) {
      enqueue(client, "ended");
      awaitRunning(client, "ended");
      release("ended");
      assertThat(end(client, "ended")).isEqualTo(TaskStatus.COMPLETED);
      enqueue(client, "interrupted");
      awaitRunning(client, "interrupted");
      first.signal("INT");
      assertThat(first.awaitExit(PATIENCE)).isEqualTo(130);
    }
    release("interrupted");
    try (RoleProcess second = dev();
        OffstageClient client = OffstageClient.at(url(second))) {
      assertThat(client.getTask("ended").status()).isEqualTo(TaskStatus.COMPLETED);
      assertThat(end(client, "interrupted")).isEqualTo(TaskStatus.COMPLETED);
      enqueue(client, "killed");
      awaitRunning(client, "killed");
      second.kill();
    }
    release("killed");
    try (RoleProcess third = dev();
        OffstageClient client = OffstageClient.at(url(third))) {
      assertThat(end(client, "killed")).isEqualTo(TaskStatus.COMPLETED);
      third.signal("TERM");
      assertThat(third.awaitExit(PATIENCE)).isEqualTo(143);
    }
    try (RoleProcess fresh = dev("--fresh");
        OffstageClient client = OffstageClient.at(url(fresh))) {
      assertThat(client.listTasks(TaskQuery.all()).total()).isZero();
    }
  }

  @Test
  void theSameDataAndTheSamePortAreHadByOneAtATime() {
    try (RoleProcess first = dev()) {
      String port = url(first).replaceFirst(".*:", "");
      String data = directory.resolve("data").toString();
      String other = directory.resolve("other").toString();

      Ran sameData = Ran.offstage("dev", "--data", data, "--port", "0");
      Ran samePort = Ran.offstage("dev", "--data", other, "--port", port);

      assertThat(sameData.code()).isEqualTo(1);
      assertThat(sameData.err()).contains(data, "in use");
      assertThat(samePort.code()).isEqualTo(1);
      assertThat(samePort.err()).contains("port " + port, "taken");
    }
  }

  @Test
  void aDirectoryOfSomebodyElseIsNotEmptied() throws Exception {
    Path theirs = Files.writeString(directory.resolve("precious"), "x");

    Ran ran = Ran.offstage("dev", "--data", directory.toString(), "--port", "0", "--fresh");

    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.err()).contains(directory.toString());
    assertThat(theirs).exists();
  }
}
