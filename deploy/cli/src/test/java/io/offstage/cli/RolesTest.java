package io.offstage.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.offstage.client.Chunk;
import io.offstage.client.ChunkStream;
import io.offstage.task.MemoryScope;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each role as a process of its own. */
class RolesTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Test
  void aConversationAcrossProcessesRunsUntilIdle() {
    try (Platform platform = Platform.create()) {
      platform.materializer();
      platform.taskWorker();
      platform.agentWorker();
      List<Chunk> chunks;
      try (ChunkStream stream =
          platform
              .client()
              .streamUntilIdle(
                  "supervisor", "echo this, and ask the helper", MemoryScope.of("u", "t"))) {
        chunks = stream.stream().toList();
      }

      assertThat(chunks).extracting(Chunk::type).startsWith("start").endsWith("finish");
      assertThat(chunks.stream().filter(c -> c.type().equals("background-task-started")))
          .hasSize(2);
      assertThat(chunks.stream().filter(c -> c.type().equals("background-task-completed")))
          .hasSize(2);
    }
  }

  @Test
  void aRoleDrainsAtSigtermAndExitsWith0() {
    try (Platform platform = Platform.create()) {
      List<RoleProcess> roles =
          List.of(
              platform.materializer(),
              platform.taskWorker(),
              platform.agentWorker(),
              platform.gateway());

      roles.forEach(role -> role.signal("TERM"));

      assertThat(roles).allSatisfy(role -> assertThat(role.awaitExit(PATIENCE)).isZero());
    }
  }

  @Test
  void aRoleThatIsInterruptedExitsWith130() {
    try (Platform platform = Platform.create()) {
      RoleProcess worker = platform.taskWorker();

      worker.signal("INT");

      assertThat(worker.awaitExit(PATIENCE)).isEqualTo(130);
      assertThat(worker.log()).contains("worker stopped");
    }
  }

  @Test
  void aGatewaySaysThatItsPortIsTaken() {
    try (Platform platform = Platform.create()) {
      String port = platform.url().replaceFirst(".*:", "");

      Ran second =
          Ran.offstage(
              "gateway", "--config", platform.config().toString(), "--set", "gateway.port=" + port);

      assertThat(second.code()).isEqualTo(1);
      assertThat(second.err()).contains(":" + port, "taken").doesNotContain("\tat ");
    }
  }
}
