package io.offstage.cli.role;

import io.offstage.cli.console.Running;
import io.offstage.gateway.Materializer;
import io.offstage.settings.Settings;
import java.util.concurrent.CompletableFuture;

/** A materializer that runs; it goes on whatever happens to Kafka and Postgres. */
record MaterializerRole(Materializer materializer, CompletableFuture<Void> ended)
    implements Running {

  static MaterializerRole start(Settings settings) {
    return new MaterializerRole(Materializer.start(settings), new CompletableFuture<>());
  }

  @Override
  public boolean isReady() {
    return materializer.isReady();
  }

  @Override
  public void close() {
    materializer.close();
  }
}
