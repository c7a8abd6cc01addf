package io.offstage.cli.role;

import io.offstage.cli.console.Running;
import java.util.concurrent.CompletableFuture;

/**
 * A role that runs.
 *
 * @param name of the process within the fleet
 * @param onClose drains and ends it
 * @param ended fails when it could not go on by itself
 */
record RunningRole(String name, Runnable onClose, CompletableFuture<Void> ended)
    implements Running {

  /** Returns, or throws, when a role has ended. */
  interface Await {
    void await() throws InterruptedException;
  }

  static RunningRole of(String name, Runnable onClose, Await await) {
    CompletableFuture<Void> ended = new CompletableFuture<>();
    Thread.ofVirtual()
        .name("await-" + name)
        .start(
            () -> {
              try {
                await.await();
                ended.complete(null);
              } catch (InterruptedException | RuntimeException e) {
                ended.completeExceptionally(e);
              }
            });
    return new RunningRole(name, onClose, ended);
  }

  @Override
  public void close() {
    onClose.run();
  }
}
