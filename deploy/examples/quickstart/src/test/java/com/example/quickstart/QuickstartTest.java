package com.example.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.offstage.cli.role.Served;
import io.offstage.cli.role.WholePlatform;
import io.offstage.client.BackgroundTask;
import io.offstage.client.OffstageClient;
import io.offstage.client.RunResult;
import io.offstage.client.Waited;
import io.offstage.dev.DevInfra;
import io.offstage.settings.Settings;
import io.offstage.task.MemoryScope;
import io.offstage.task.RawJson;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The agent and the tools of this project, on a broker and a Postgres of their own. */
class QuickstartTest {

  private static Settings settings() {
    DevInfra servers = DevInfra.shared();
    return Settings.load(
        Path.of("offstage.yaml"),
        Map.of(),
        List.of(
            "kafka.bootstrap.servers=" + servers.bootstrapServers(),
            "postgres.url=" + servers.freshDatabase().replaceFirst("\\?.*$", ""),
            "postgres.user=postgres",
            "topics.partitions=2",
            "topics.replication-factor=1",
            "gateway.port=0",
            "worker.drain.timeout=1s"));
  }

  @Test
  void theAgentResearchesAndPublishesWhatIsApproved() throws Exception {
    Settings settings = settings();
    MemoryScope me = MemoryScope.of("me", "t1");
    try (WholePlatform platform = WholePlatform.start(settings, Served.of(settings, true));
        OffstageClient client = OffstageClient.at(platform.url())) {
      RunResult researched = client.runUntilIdle("helper", "Please research Solana", me);
      RunResult publishing = client.runUntilIdle("helper", "Please publish: it is blue", me);
      String publish = publishing.tasks().getFirst().taskId();
      client.resume(publish, new RawJson("{\"approvedBy\":\"alice\"}"));
      Waited published = client.waitForAll(Duration.ofSeconds(60), publish);

      assertThat(researched.texts()).hasSize(2);
      assertThat(researched.text()).contains("2 of them agree");
      assertThat(publishing.tasks().getFirst().end())
          .isInstanceOfSatisfying(
              RunResult.End.Suspended.class,
              asked -> assertThat(asked.payload().text()).contains("\"awaiting\":\"approval\""));
      assertThat(published.completed())
          .extracting(BackgroundTask::result)
          .asString()
          .contains("\"approvedBy\":\"alice\"");
    }
  }
}
