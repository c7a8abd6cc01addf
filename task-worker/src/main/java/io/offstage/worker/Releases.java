package io.offstage.worker;

import io.offstage.worker.schedule.Message;
import io.offstage.worker.schedule.Scheduler;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Partitions that are given away in good order: nothing starts there any more, what runs may end
 * for a while, the rest goes back to pending, and all of it is journaled before anybody is told.
 * Belongs to the owner thread.
 */
final class Releases {

  /** A partition that is given away once its attempts have ended. */
  private record Releasing(int partition, Instant deadline, CompletableFuture<Void> done) {}

  private final Holdings holdings;
  private final Incoming incoming;
  private final Scheduler scheduler;
  private final Execution execution;
  private final InstantSource clock;
  private final Wiring wiring;
  private final List<Releasing> releasing = new ArrayList<>();

  Releases(
      Holdings holdings,
      Incoming incoming,
      Scheduler scheduler,
      Execution execution,
      InstantSource clock,
      Wiring wiring) {
    this.holdings = holdings;
    this.incoming = incoming;
    this.scheduler = scheduler;
    this.execution = execution;
    this.clock = clock;
    this.wiring = wiring;
  }

  /** When patience with a partition's attempts ends; null where none is given away. */
  @Nullable Instant due() {
    return releasing.stream().map(Releasing::deadline).min(Instant::compareTo).orElse(null);
  }

  void release(Mail.Release release) throws InterruptedException {
    if (!holdings.holds(release.partition())) {
      release.done().complete(null);
      return;
    }
    execution.decide(new Message.Draining(release.partition()));
    releasing.add(
        new Releasing(
            release.partition(), clock.instant().plus(release.patience()), release.done()));
  }

  void releaseAll(Mail.ReleaseAll release) throws InterruptedException {
    List<CompletableFuture<Void>> all = new ArrayList<>();
    for (int partition : holdings.partitions()) {
      CompletableFuture<Void> done = new CompletableFuture<>();
      all.add(done);
      release(new Mail.Release(partition, release.patience(), done));
    }
    Future<?> _ =
        CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
            .thenRun(() -> release.done().complete(null));
  }

  /** Gives those away whose attempts have ended, or whose time is up. */
  void finish() throws InterruptedException {
    Iterator<Releasing> all = releasing.iterator();
    while (all.hasNext()) {
      Releasing next = all.next();
      if (scheduler.running(next.partition()) == 0 || !clock.instant().isBefore(next.deadline())) {
        all.remove();
        Long term = holdings.remove(next.partition());
        incoming.goOn(next.partition());
        execution.decide(new Message.Released(next.partition()));
        if (term == null) {
          next.done().complete(null);
        } else {
          Future<?> _ =
              wiring
                  .journal()
                  .close(next.partition(), term)
                  .whenComplete((_, _) -> next.done().complete(null));
        }
      }
    }
  }
}
