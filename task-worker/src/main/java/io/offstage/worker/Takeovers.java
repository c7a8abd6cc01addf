package io.offstage.worker;

import io.offstage.topic.MalformedRecord;
import io.offstage.worker.input.InputPoller;
import io.offstage.worker.journal.LostRecords;
import io.offstage.worker.journal.Recovered;
import io.offstage.worker.journal.Recovery;
import io.offstage.worker.schedule.Message;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has partitions recovered that were gained, each on a thread of its own, and hands what is found
 * to the owner. Tries again for as long as the partition is this worker's.
 */
final class Takeovers {

  private static final Logger LOG = LoggerFactory.getLogger(Takeovers.class);
  private static final Duration LOAD_PATIENCE = Duration.ofMinutes(2);
  private static final Duration PAUSE_AFTER_ERROR = Duration.ofSeconds(1);
  private static final long[] NOTHING = {};

  private final Recovery recovery;
  private final Consumer<Mail> mailbox;
  private final Wiring wiring;

  Takeovers(Recovery recovery, Consumer<Mail> mailbox, Wiring wiring) {
    this.recovery = recovery;
    this.mailbox = mailbox;
    this.wiring = wiring;
  }

  /** Begins to recover a partition; returns at once. */
  void begin(int partition, long term) {
    Thread.ofVirtual().name("recovery-" + partition).start(() -> run(partition, term));
  }

  private void run(int partition, long term) {
    InputPoller poller = wiring.poller();
    while (poller.owns(partition, term)) {
      try {
        recover(partition, term);
        return;
      } catch (LostRecords e) {
        wiring.failed(e);
        return;
      } catch (KafkaException | MalformedRecord e) {
        LOG.atError()
            .addKeyValue("partition", partition)
            .setCause(e)
            .log("partition could not be recovered; trying again");
        if (!pause()) {
          return;
        }
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void recover(int partition, long term)
      throws InterruptedException, MalformedRecord, LostRecords {
    InputPoller poller = wiring.poller();
    Recovered recovered = recovery.recover(partition, () -> poller.owns(partition, term));
    if (recovered != null) {
      long[] rest = recovered.lacksTasks() ? recovered.offsets() : NOTHING;
      mailbox.accept(new Mail.Gain(recovered, term));
      recovery.load(
          partition,
          rest,
          tasks -> load(new Message.Loaded(partition, term, tasks)),
          () -> poller.owns(partition, term));
    }
  }

  /** Hands live tasks to the owner and waits until it has put them where they belong. */
  private void load(Message.Loaded message) throws InterruptedException {
    CompletableFuture<Void> done = new CompletableFuture<>();
    mailbox.accept(new Mail.Load(message, done));
    try {
      done.get(LOAD_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the owner takes no live tasks", e);
    }
  }

  private static boolean pause() {
    try {
      Thread.sleep(PAUSE_AFTER_ERROR);
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }
}
