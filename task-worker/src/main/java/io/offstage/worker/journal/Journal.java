package io.offstage.worker.journal;

import io.offstage.worker.schedule.Entry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Group commit. The owner thread hands over entries; the journal's thread puts all that have come
 * into one transaction, commits it, says so, and goes on with those that came meanwhile. A
 * transaction begins to send only after the commit before it has returned success.
 */
public final class Journal implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Journal.class);
  private static final int QUEUED_ENTRIES = 50_000;
  private static final Duration PAUSE_WHEN_BROKEN = Duration.ofSeconds(1);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(30);

  private sealed interface Item {
    record Append(long sequence, Entry entry) implements Item {}

    record Open(int partition, PartitionLog log) implements Item {}

    record Close(int partition, long term, CompletableFuture<Void> done) implements Item {}

    record Stop() implements Item {}
  }

  private final Supplier<Transactions> connect;
  private final JournalListener listener;
  private final int maxBatch;
  private final BlockingQueue<Item> queue = new ArrayBlockingQueue<>(QUEUED_ENTRIES);

  /**
   * Terms up to this one are lost, per partition. Written by the poll thread before its callback
   * returns, read by the journal's.
   */
  private final Map<Integer, Long> lostTerms = new ConcurrentHashMap<>();

  private final Map<Integer, PartitionLog> logs = new ConcurrentHashMap<>();
  private final Thread thread;
  private long sequence;

  /**
   * Starts the journal's thread.
   *
   * @param connect makes the producers: at the start and again after they died; may block
   */
  public Journal(Supplier<Transactions> connect, JournalListener listener, int maxBatch) {
    this.connect = connect;
    this.listener = listener;
    this.maxBatch = maxBatch;
    this.thread = Thread.ofPlatform().name("offstage-journal").start(this::run);
  }

  /**
   * From here on entries of this term of the partition are accepted. Called by the owner thread.
   */
  public void open(Recovered recovered, long term) throws InterruptedException {
    queue.put(
        new Item.Open(
            recovered.partition(),
            new PartitionLog(
                recovered.partition(), term, recovered.nextOffset(), recovered.liveOffsets())));
  }

  /**
   * Hands over an entry; blocks while too many wait. Called by the owner thread.
   *
   * @return its sequence number, which {@link JournalListener#durable} will reach
   */
  public long append(Entry entry) throws InterruptedException {
    queue.put(new Item.Append(++sequence, entry));
    return sequence;
  }

  /**
   * Takes no more entries of this term once all that were handed over are decided; completes then.
   * Called by the owner thread.
   */
  public CompletableFuture<Void> close(int partition, long term) throws InterruptedException {
    CompletableFuture<Void> done = new CompletableFuture<>();
    queue.put(new Item.Close(partition, term, done));
    return done;
  }

  /**
   * This term of the partition is over: what has not been sent of it is never sent. Returns at
   * once.
   */
  public void lose(int partition, long term) {
    lostTerms.merge(partition, term, Math::max);
  }

  private void run() {
    List<Item> batch = new ArrayList<>();
    try {
      boolean going = true;
      while (going) {
        batch.clear();
        try (Transactions transactions = connect.get()) {
          while (going) {
            batch.clear();
            batch.add(queue.take());
            queue.drainTo(batch, maxBatch - 1);
            going = process(batch, transactions);
          }
        } catch (RuntimeException e) {
          broken(batch, e);
          Thread.sleep(PAUSE_WHEN_BROKEN);
        }
      }
    } catch (InterruptedException e) {
      LOG.atDebug().log("journal interrupted");
    }
  }

  /** Works through a batch in order; false when it asks to stop. */
  private boolean process(List<Item> batch, Transactions transactions) throws InterruptedException {
    List<Item.Append> appends = new ArrayList<>(batch.size());
    for (Item item : batch) {
      switch (item) {
        case Item.Append append -> appends.add(append);
        case Item.Open open -> {
          commit(appends, transactions);
          logs.put(open.partition(), open.log());
        }
        case Item.Close close -> {
          commit(appends, transactions);
          PartitionLog log = logs.get(close.partition());
          if (log != null && log.term() == close.term()) {
            logs.remove(close.partition());
          }
          close.done().complete(null);
        }
        case Item.Stop _ -> {
          commit(appends, transactions);
          return false;
        }
      }
    }
    commit(appends, transactions);
    return true;
  }

  private void commit(List<Item.Append> appends, Transactions transactions)
      throws InterruptedException {
    if (appends.isEmpty()) {
      return;
    }
    boolean committed =
        transactions.commit(
            appends.stream().map(Item.Append::entry).toList(),
            entry -> {
              PartitionLog log = logs.get(entry.partition());
              return log != null
                      && log.term() == entry.term()
                      && lostTerms.getOrDefault(entry.partition(), 0L) < entry.term()
                  ? log
                  : null;
            });
    if (committed) {
      listener.durable(appends.getLast().sequence());
    }
    appends.clear();
  }

  /** Forgets everything: the owner recovers all partitions and opens them anew. */
  private void broken(List<Item> batch, RuntimeException cause) {
    LOG.atError().setCause(cause).log("journal broken; recovering all partitions from the log");
    logs.clear();
    for (Item item : batch) {
      if (item instanceof Item.Close close) {
        close.done().complete(null);
      }
    }
    listener.broken(cause);
  }

  /** Commits what was handed over, then closes the producers. */
  @Override
  public void close() {
    try {
      if (thread.isAlive() && queue.offer(new Item.Stop(), 1, TimeUnit.SECONDS)) {
        thread.join(CLOSE_TIMEOUT);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    thread.interrupt();
  }
}
