package io.offstage.worker.journal;

import io.offstage.worker.schedule.Entry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
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

  /** How many snapshots are appended again for each entry while a bound has been passed. */
  private static final int COPIES_PER_ENTRY = 8;

  private static final Duration LONGEST_IDLE = Duration.ofSeconds(1);
  private static final Duration PAUSE_WHEN_BROKEN = Duration.ofSeconds(1);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(30);

  private final Supplier<Transactions> connect;
  private final JournalListener listener;
  private final int maxBatch;
  private final SnapshotReader reader;
  private final InstantSource clock;
  private final BlockingQueue<Item> queue = new ArrayBlockingQueue<>(QUEUED_ENTRIES);

  /** Read, to be appended again: a few for each partition at most. */
  private final BlockingQueue<Copies> arrived = new LinkedBlockingQueue<>();

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
   * @param reader of the lifecycle topic, for snapshots that are appended again
   */
  public Journal(
      Supplier<Transactions> connect,
      JournalListener listener,
      int maxBatch,
      SnapshotReader reader,
      InstantSource clock) {
    this.connect = connect;
    this.reader = reader;
    this.clock = clock;
    this.listener = listener;
    this.maxBatch = maxBatch;
    this.thread = Thread.ofPlatform().name("offstage-journal").start(this::run);
  }

  /**
   * From here on entries of this term of the partition are accepted. Called by the owner thread.
   */
  public void open(Recovered recovered, long term) throws InterruptedException {
    queue.put(new Item.Open(recovered.partition(), new PartitionLog(recovered, term)));
  }

  /**
   * Hands over an entry; blocks while too many wait. Called by the owner thread.
   *
   * @param awaited whether something waits until it is durable
   * @return its sequence number, which {@link JournalListener#durable} will reach
   */
  public long append(Entry entry, boolean awaited) throws InterruptedException {
    queue.put(new Item.Append(++sequence, entry, awaited));
    return sequence;
  }

  /**
   * Asks for the snapshots of tasks as they are once all that was handed over is durable; {@link
   * JournalListener#readBack} brings them. Called by the owner thread.
   */
  public void readBack(int partition, long term, List<Integer> slots) throws InterruptedException {
    queue.put(new Item.ReadBack(partition, term, slots));
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
            List<Copies> copies = takeCopies();
            take(batch, copies);
            if (copies.isEmpty() && batch.isEmpty()) {
              settle(List.copyOf(logs.values()), transactions);
            }
            going = process(copies, batch, transactions);
            logs.values().forEach(this::copyForward);
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

  /** What has been read meanwhile; where a bound has been passed, waits for it. */
  private List<Copies> takeCopies() throws InterruptedException {
    List<Copies> copies = new ArrayList<>();
    arrived.drainTo(copies);
    if (copies.isEmpty() && logs.values().stream().anyMatch(PartitionLog::isLate)) {
      Copies late = arrived.poll(LONGEST_IDLE.toNanos(), TimeUnit.NANOSECONDS);
      if (late != null) {
        copies.add(late);
      }
    }
    return copies;
  }

  /** Takes what has come; little where a bound has been passed, so that copies gain on it. */
  private void take(List<Item> batch, List<Copies> copies) throws InterruptedException {
    if (!copies.isEmpty()) {
      int copied = copies.stream().mapToInt(all -> all.records().size()).sum();
      boolean late = logs.values().stream().anyMatch(PartitionLog::isLate);
      queue.drainTo(batch, late ? 1 + copied / COPIES_PER_ENTRY : maxBatch);
      return;
    }
    Item first = queue.poll(LONGEST_IDLE.toNanos(), TimeUnit.NANOSECONDS);
    if (first != null) {
      batch.add(first);
      queue.drainTo(batch, maxBatch - 1);
    }
  }

  /** Works through a batch in order; false when it asks to stop. */
  private boolean process(List<Copies> copies, List<Item> batch, Transactions transactions)
      throws InterruptedException {
    List<Item.Append> appends = new ArrayList<>(batch.size());
    for (Item item : batch) {
      switch (item) {
        case Item.Append append -> appends.add(append);
        case Item.ReadBack back -> {
          commit(copies, appends, transactions);
          PartitionLog log = log(back.partition(), back.term());
          if (log != null) {
            readBack(back, log);
          }
        }
        case Item.Wake _ -> {}
        case Item.Open open -> {
          commit(copies, appends, transactions);
          logs.put(open.partition(), open.log());
        }
        case Item.Close close -> {
          commit(copies, appends, transactions);
          PartitionLog log = logs.get(close.partition());
          if (log != null && log.term() == close.term()) {
            settle(List.of(log), transactions);
            logs.remove(close.partition());
          }
          close.done().complete(null);
        }
        case Item.Stop _ -> {
          commit(copies, appends, transactions);
          return false;
        }
      }
    }
    // With copies a transaction takes little more: they are to gain on what is new.
    int most = copies.isEmpty() ? maxBatch : 0;
    commit(copies, appends, transactions, new Filling(queue, appends, most));
    return true;
  }

  /**
   * Says of partitions that come to rest where their first live task stands, or that there is none:
   * a floor says where something lived before the transaction it came with, and retention passes
   * that.
   */
  private void settle(List<PartitionLog> resting, Transactions transactions)
      throws InterruptedException {
    List<Entry> offsets =
        resting.stream()
            .filter(PartitionLog::isToldOtherwise)
            .map(log -> new Entry(log.partition(), log.term(), Entry.NOTHING_CONSUMED, List.of()))
            .toList();
    if (!offsets.isEmpty()) {
      transactions.commit(List.of(), offsets, this::log);
    }
  }

  private void commit(List<Copies> copies, List<Item.Append> appends, Transactions transactions)
      throws InterruptedException {
    commit(copies, appends, transactions, Transactions.Late.NOTHING);
  }

  private void commit(
      List<Copies> copies,
      List<Item.Append> appends,
      Transactions transactions,
      Transactions.Late late)
      throws InterruptedException {
    if (appends.isEmpty() && copies.isEmpty()) {
      return;
    }
    List<Entry> entries = new ArrayList<>(appends.size() + 1);
    appends.forEach(append -> entries.add(append.entry()));
    boolean committed = transactions.commit(copies, entries, this::log, late);
    if (committed && !appends.isEmpty()) {
      Map<Integer, Long> consumed = new HashMap<>();
      logs.forEach((partition, log) -> consumed.put(partition, log.nextOffset()));
      listener.durable(appends.getLast().sequence(), consumed);
    }
    for (Copies all : copies) {
      PartitionLog log = log(all.partition(), all.term());
      if (log != null) {
        log.copied();
      }
    }
    copies.clear();
    appends.clear();
  }

  /** The log of a partition if this term of it is open and not lost, else null. */
  private @Nullable PartitionLog log(int partition, long term) {
    PartitionLog log = logs.get(partition);
    return log != null && log.term() == term && lostTerms.getOrDefault(partition, 0L) < term
        ? log
        : null;
  }

  /**
   * Has snapshots read back. All that was handed over before is committed, so it is known where
   * they stand.
   */
  private void readBack(Item.ReadBack back, PartitionLog log) {
    Places places = new Places(back.slots(), log);
    reader.read(
        back.partition(),
        places.offsets(),
        found -> {
          listener.readBack(back.partition(), back.term(), places.of(found), found);
          List<Integer> missing = places.missing(found);
          if (!missing.isEmpty()) {
            queue.put(new Item.ReadBack(back.partition(), back.term(), missing));
          }
        });
  }

  /** Has the snapshots read that are to be appended again, if any are. */
  private void copyForward(PartitionLog log) {
    List<Long> offsets = log.startCopying(clock.instant());
    if (!offsets.isEmpty()) {
      reader.read(
          log.partition(),
          offsets,
          found -> {
            arrived.add(new Copies(log.partition(), log.term(), found));
            // Where the queue is full, nobody sleeps.
            boolean _ = queue.offer(new Item.Wake());
          });
    }
  }

  /** Forgets everything: the owner recovers all partitions and opens them anew. */
  private void broken(List<Item> batch, RuntimeException cause) {
    LOG.atError().setCause(cause).log("journal broken; recovering all partitions from the log");
    logs.clear();
    arrived.clear();
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
