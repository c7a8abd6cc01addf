package io.offstage.gateway.materialize;

import static org.awaitility.Awaitility.await;

import io.offstage.dev.ChildJvm;
import io.offstage.dev.DevInfra;
import io.offstage.dev.DevInfraOptions;
import io.offstage.gateway.Materializer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MaterializerCrashTest {

  @Test
  void killedProcessesLoseAndDoubleNothing() throws Exception {
    try (Deployment deployment = Deployment.create("worker.classic.session-timeout=1500ms");
        History history = new History(deployment, 3)) {
      for (int life = 0; life < 2; life++) {
        try (ChildJvm process = MaterializerProcess.start(deployment.flags)) {
          history.play(200);
          history.awaitApplied();
          history.play(200);
          process.kill();
        }
        history.play(100);
      }
      try (Materializer _ = Materializer.start(deployment.settings)) {
        history.awaitEqual();
      }
    }
  }

  @Test
  void postgresMayStopUnderLoad(@TempDir Path data) throws Exception {
    try (DevInfra postgres = DevInfra.startBriefly(DevInfraOptions.at(data).withoutKafka());
        Deployment deployment = Deployment.at(postgres.freshDatabase());
        History history = new History(deployment, 4);
        Materializer materializer = Materializer.start(deployment.settings)) {
      history.play(200);
      await().until(materializer::isReady);
      postgres.killPostgres();
      history.play(300);
      await().until(() -> !materializer.isReady());
      postgres.startPostgres();
      history.play(100);

      history.awaitEqual();
      await().until(materializer::isReady);
    }
  }
}
