package io.offstage.cli.role;

import io.offstage.cli.console.Running;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

/**
 * A role that runs.
 *
 * @param onClose drains and ends it
 * @param ended fails when it could not go on by itself
 */
record RunningRole(Runnable onClose, CompletableFuture<Void> ended) implements Running {

  /**
   * A role that can be waited for.
   *
   * @param await returns or throws when it has ended
   */
  static RunningRole of(Runnable onClose, Callable<?> await) {
    CompletableFuture<Void> ended = new CompletableFuture<>();
    Thread.ofVirtual()
        .name("offstage-await")
        .start(
            () -> {
              try {
                await.call();
                ended.complete(null);
              } catch (Exception e) {
                ended.completeExceptionally(e);
              }
            });
    return new RunningRole(onClose, ended);
  }

  @Override
  public void close() {
    onClose.run();
  }
}
