package io.offstage.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code demo}, as somebody sees it who has just come. */
class DemoTest {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir private Path directory;

  private RoleProcess demo(String... arguments) {
    List<String> command = new ArrayList<>(List.of("demo"));
    command.addAll(List.of(arguments));
    return RoleProcess.start(directory, command);
  }

  @Test
  void itTellsTheConversationAndExitsWith0() {
    try (RoleProcess demo = demo()) {
      assertThat(demo.awaitExit(PATIENCE)).as(demo.log()).isZero();

      String told = String.join("\n", demo.output());
      assertThat(told)
          .contains("[research] [price_check] [analyst]", "✓", "deploy/offstage dev")
          .doesNotContain("\u001b");
      assertThat(demo.log()).doesNotContain("WARN", "ERROR", "Exception");
    }
  }

  @Test
  void withJsonItPrintsTheChunksAlone() {
    try (RoleProcess demo = demo("--json")) {
      assertThat(demo.awaitExit(PATIENCE)).as(demo.log()).isZero();

      List<String> types =
          demo.output().stream().map(line -> read(line).path("type").asText()).toList();
      assertThat(types).startsWith("start").endsWith("finish");
      assertThat(types)
          .contains(
              "background-task-started", "background-task-output", "background-task-completed");
    }
  }

  private static JsonNode read(String line) {
    try {
      return new JsonMapper().readTree(line);
    } catch (JsonProcessingException e) {
      throw new AssertionError("not a chunk: " + line, e);
    }
  }
}
