package io.offstage.worker;

import io.offstage.worker.input.Input;
import io.offstage.worker.input.InputListener;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Hands what the poll thread says to the owner.
 *
 * @param drain how long attempts of a partition that goes elsewhere may still take
 */
record ToOwner(Owner owner, Takeovers takeovers, Wiring parts, Duration drain)
    implements InputListener {

  @Override
  public void received(int partition, long term, List<Input> records) {
    owner.post(new Mail.Records(partition, term, records));
  }

  @Override
  public void gained(int partition, long term) {
    // Nothing of an earlier term may be sent any more: what is read now is what there is.
    parts.journal().lose(partition, term - 1);
    takeovers.begin(partition, term);
  }

  @Override
  public CompletableFuture<Void> revoked(int partition) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    owner.post(new Mail.Release(partition, drain, done));
    return done;
  }

  @Override
  public CompletableFuture<Void> lost(int partition, long term) {
    parts.journal().lose(partition, term);
    CompletableFuture<Void> done = new CompletableFuture<>();
    owner.post(new Mail.Lose(partition, done));
    return done;
  }

  @Override
  public void failed(Throwable cause) {
    parts.failed(cause);
  }
}
