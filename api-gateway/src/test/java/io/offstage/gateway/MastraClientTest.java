package io.offstage.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.offstage.store.ThreadKey;
import io.offstage.store.ThreadRow;
import io.offstage.task.MemoryScope;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * The client that exists, from npm, against this gateway. Skipped where Node or npm is not there.
 */
class MastraClientTest {

  private static final String PACKAGE = "@mastra/client-js@1.47.0";

  @Test
  void theClientOfMastraReadsEverythingItAsksFor() throws Exception {
    Path directory = installed();
    try (Stage stage = new Stage();
        Gateway gateway = stage.gateway();
        CommandLog agents = stage.commands("agents")) {
      stage(stage);
      Thread worker =
          Thread.ofVirtual()
              .start(
                  () -> {
                    work(stage, agents, "client-stream");
                    work(stage, agents, "client-generate");
                  });

      Process client =
          process(directory, "node", "check.mjs", "http://127.0.0.1:" + gateway.port());
      String said = said(client);
      worker.interrupt();

      assertThat(client.exitValue()).as(said).isZero();
      assertThat(said.lines().filter(line -> line.startsWith("{")))
          .satisfiesExactly(
              line -> assertThat(line).isEqualTo("{\"agents\":{\"scout\":{\"name\":\"Scout\"}}}"),
              line -> assertThat(line).isEqualTo("{\"agent\":{\"name\":\"Scout\"}}"),
              line ->
                  assertThat(line)
                      .startsWith("{\"list\":{\"tasks\":[{\"id\":\"client:task\"")
                      .endsWith("\"total\":1}}"),
              line ->
                  assertThat(line)
                      .startsWith(
                          "{\"task\":{\"id\":\"client:task\",\"status\":\"running\",\"toolName\":\"search\""),
              line ->
                  assertThat(line)
                      .startsWith("{\"missing\":{\"status\":404")
                      .contains("\"error\":\"Background task not found\""),
              line ->
                  assertThat(line)
                      .contains("\"id\":\"client-thread\"", "\"total\":1", "\"hasMore\":false"),
              line -> assertThat(line).startsWith("{\"messages\":{\"messages\":[],\"total\":0"),
              line ->
                  assertThat(line)
                      .startsWith(
                          "{\"live\":{\"type\":\"background-task-running\",\"payload\":{\"taskId\":\"client:task\""),
              line -> assertThat(line).isEqualTo("{\"stream\":[\"start\",\"finish\"]}"),
              line -> assertThat(line).isEqualTo("{\"observe\":[\"finish\"]}"),
              line ->
                  assertThat(line)
                      .startsWith(
                          "{\"generate\":{\"runId\":\"client-generate\",\"text\":\"Hi\",\"finishReason\":\"stop\""));
    }
  }

  private static void stage(Stage stage) {
    stage.database().agents().put(Map.of("scout", "{\"name\":\"Scout\"}"), Instant.EPOCH);
    StagedTask.tool(stage, "client:task", "client-run", MemoryScope.of("u1", "t1"), null).running();
    stage
        .database()
        .memory()
        .ensureThread(
            new ThreadRow(
                new ThreadKey("u1", "client-thread"),
                "scout",
                "Title",
                "{}",
                Instant.EPOCH,
                Instant.EPOCH));
  }

  private static void work(Stage stage, CommandLog agents, String runId) {
    StagedTask.of(stage, agents.awaitStart(runId))
        .running()
        .output(
            chunk("start", runId, "{\"id\":\"scout\",\"messageId\":\"m\"}"),
            chunk(
                "finish",
                runId,
                "{\"stepResult\":{\"reason\":\"stop\"},\"output\":{\"usage\":{}}}"))
        .completed("{\"text\":\"Hi\",\"finishReason\":\"stop\",\"usage\":{\"totalTokens\":1}}");
  }

  private static String chunk(String type, String runId, String payload) {
    return "{\"type\":\"%s\",\"runId\":\"%s\",\"from\":\"AGENT\",\"payload\":%s}"
        .formatted(type, runId, payload);
  }

  /** A directory with the script and the package. */
  private static Path installed() throws Exception {
    Path directory = Files.createDirectories(Path.of("target", "mastra-client").toAbsolutePath());
    try (InputStream script =
        Objects.requireNonNull(MastraClientTest.class.getResourceAsStream("/mastra/check.mjs"))) {
      Files.copy(script, directory.resolve("check.mjs"), StandardCopyOption.REPLACE_EXISTING);
    }
    assumeTrue(
        runs(
            directory,
            "node",
            "-e",
            "process.exit(Number(process.versions.node.split('.')[0]) < 20 ? 1 : 0)"),
        "Node 20 or newer is not there");
    Files.writeString(directory.resolve("package.json"), "{\"private\":true}");
    assumeTrue(
        Files.exists(directory.resolve("node_modules/@mastra/client-js"))
            || runs(directory, "npm", "install", "--no-audit", "--no-fund", PACKAGE),
        PACKAGE + " cannot be had from npm");
    return directory;
  }

  private static boolean runs(Path directory, String... command) throws Exception {
    try {
      Process process = process(directory, command);
      said(process);
      return process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static Process process(Path directory, String... command) throws IOException {
    return new ProcessBuilder(List.of(command))
        .directory(directory.toFile())
        .redirectErrorStream(true)
        .start();
  }

  private static String said(Process process) throws Exception {
    process.getOutputStream().close();
    Thread watchdog =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    if (!process.waitFor(120, TimeUnit.SECONDS)) {
                      process.destroyForcibly();
                    }
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    watchdog.interrupt();
    return said;
  }
}
