package io.offstage.worker;

import io.offstage.worker.journal.Recovered;
import io.offstage.worker.schedule.Message;
import io.offstage.worker.schedule.Scheduler;
import io.offstage.worker.schedule.Unread;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The partitions in hand: each from the time its recovery is done, in one term. Its records come
 * once all its live tasks have. Belongs to the owner thread.
 */
final class Holdings {

  private static final Logger LOG = LoggerFactory.getLogger(Holdings.class);

  private final Scheduler scheduler;
  private final Execution execution;
  private final Wiring wiring;
  private final Map<Integer, Long> terms = new HashMap<>();

  /** Partitions whose tasks are still being read. */
  private final Map<Integer, Recovered> loading = new HashMap<>();

  Holdings(Scheduler scheduler, Execution execution, Wiring wiring) {
    this.scheduler = scheduler;
    this.execution = execution;
    this.wiring = wiring;
  }

  boolean holds(int partition) {
    return terms.containsKey(partition);
  }

  /** Whether the partition is in hand in this very term. */
  boolean isCurrent(int partition, long term) {
    return terms.getOrDefault(partition, 0L) == term;
  }

  /** All partitions in hand; a copy. */
  List<Integer> partitions() {
    return List.copyOf(terms.keySet());
  }

  /** The partition is out of hand; the term it was held in, or null. */
  @Nullable Long remove(int partition) {
    loading.remove(partition);
    return terms.remove(partition);
  }

  void gain(Recovered recovered, long term) throws InterruptedException {
    if (!wiring.poller().owns(recovered.partition(), term)) {
      return;
    }
    LOG.atInfo()
        .addKeyValue("partition", recovered.partition())
        .addKeyValue("live", recovered.total())
        .addKeyValue("scanned", recovered.scanned())
        .log("partition recovered");
    terms.put(recovered.partition(), term);
    wiring.journal().open(recovered, term);
    execution.decide(
        new Message.Gained(
            recovered.partition(),
            term,
            recovered.total(),
            recovered.live(),
            recovered.ended(),
            recovered.permits(),
            new Unread(recovered.nextOffset(), recovered.inputEnd())));
    loading.put(recovered.partition(), recovered);
    openIfLoaded(recovered.partition());
  }

  void load(Mail.Load load) throws InterruptedException {
    execution.decide(load.message());
    openIfLoaded(load.message().partition());
    load.done().complete(null);
  }

  private void openIfLoaded(int partition) {
    Long term = terms.get(partition);
    if (term != null && !scheduler.lacksTasks(partition)) {
      Recovered recovered = loading.remove(partition);
      if (recovered != null) {
        wiring.poller().open(partition, term, recovered.nextOffset());
      }
    }
  }
}
