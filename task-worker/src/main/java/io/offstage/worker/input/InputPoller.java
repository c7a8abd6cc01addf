package io.offstage.worker.input;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The poll thread. Partitions begin paused, deliver from where their recovery says, and pause while
 * the owner is behind. Never interrupted: it is woken.
 */
public final class InputPoller implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(InputPoller.class);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration PAUSE_AFTER_ERROR = Duration.ofMillis(500);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

  // Fewer than a busy worker takes on before held records are due (HeldRecords), and more than it
  // takes on in a poll.
  private static final int PAUSE_ABOVE = 800;
  private static final int RESUME_BELOW = 400;

  private final String topic;
  private final Consumer<byte[], byte[]> consumer;
  private final Function<ConsumerRecord<byte[], byte[]>, Input> decoder;
  private final InputListener listener;
  private final Duration revokeTimeout;
  private final Thread thread;

  /** What other threads ask of the consumer; taken up between polls. */
  private final Queue<Runnable> requests = new ConcurrentLinkedQueue<>();

  /** Records delivered and not yet processed: raised by the poll thread, lowered by the owner. */
  private final AtomicInteger inFlight = new AtomicInteger();

  /**
   * Terms of the partitions this worker owns: written by the poll thread, read by recoveries that
   * ask whether to go on.
   */
  private final Map<Integer, Long> terms = new ConcurrentHashMap<>();

  private final Set<TopicPartition> open = new HashSet<>();
  private long lastTerm;
  private boolean held;

  /** The poll thread waits for the owner, who reads this and wakes it. */
  private volatile boolean waiting;

  /** The metadata as of the last poll: written by the poll thread, read by the journal's. */
  private volatile @Nullable ConsumerGroupMetadata membership;

  /** Set by whoever closes; read by the poll thread. */
  private volatile boolean stopping;

  /**
   * Makes the thread; {@link #start} starts it.
   *
   * @param revokeTimeout how long a planned move may wait for the owner
   */
  public InputPoller(
      String topic,
      Consumer<byte[], byte[]> consumer,
      InputDecoding decoding,
      InputListener listener,
      Duration revokeTimeout) {
    this.topic = topic;
    this.consumer = consumer;
    this.decoder = decoding.decoder()::decode;
    this.listener = listener;
    this.revokeTimeout = revokeTimeout;
    this.thread = Thread.ofPlatform().name("offstage-poll").unstarted(this::run);
  }

  public void start() {
    thread.start();
  }

  /** The group metadata as of the last poll; null before. */
  public @Nullable ConsumerGroupMetadata membership() {
    return membership;
  }

  /** Whether this worker owns the partition in this very term. */
  public boolean owns(int partition, long term) {
    return terms.getOrDefault(partition, 0L) == term;
  }

  /** Delivers a gained partition from this offset on. */
  public void open(int partition, long term, long offset) {
    request(
        () -> {
          TopicPartition tp = new TopicPartition(topic, partition);
          if (owns(partition, term)) {
            consumer.seek(tp, offset);
            open.add(tp);
            if (!held) {
              consumer.resume(Set.of(tp));
            }
          }
        });
  }

  /** Begins a new term for every partition: their state has been forgotten and is recovered. */
  public void reacquire() {
    request(
        () -> {
          consumer.pause(consumer.assignment());
          open.clear();
          consumer.assignment().forEach(this::gain);
        });
  }

  /** So many delivered records have been dealt with. */
  public void processed(int records) {
    if (inFlight.addAndGet(-records) < RESUME_BELOW && waiting) {
      LockSupport.unpark(thread);
    }
  }

  private void request(Runnable request) {
    requests.add(request);
    wake();
  }

  /** Ends the poll, or the wait for the owner. */
  private void wake() {
    consumer.wakeup();
    LockSupport.unpark(thread);
  }

  private void run() {
    try {
      consumer.subscribe(List.of(topic), new Moves());
      while (!stopping) {
        try {
          step();
        } catch (WakeupException e) {
          LOG.atTrace().log("woken");
        } catch (InvalidOffsetException | AuthorizationException e) {
          listener.failed(e);
          return;
        } catch (KafkaException e) {
          LOG.atWarn().setCause(e).log("poll failed; trying again");
          Thread.sleep(PAUSE_AFTER_ERROR);
        }
      }
    } catch (InterruptedException e) {
      LOG.atDebug().log("poll thread interrupted");
    } catch (RuntimeException e) {
      listener.failed(e);
    } finally {
      consumer.close(CloseOptions.timeout(CLOSE_TIMEOUT));
    }
  }

  private void step() {
    for (Runnable next = requests.poll(); next != null; next = requests.poll()) {
      next.run();
    }
    control();
    ConsumerRecords<byte[], byte[]> records = consumer.poll(held ? Duration.ZERO : POLL);
    membership = consumer.groupMetadata();
    records.nextOffsets().forEach((partition, next) -> deliver(partition, next.offset(), records));
  }

  private void deliver(
      TopicPartition partition, long next, ConsumerRecords<byte[], byte[]> records) {
    List<Input> inputs = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : records.records(partition)) {
      inputs.add(decoder.apply(record));
    }
    if (inputs.isEmpty() || inputs.getLast().offset() < next - 1) {
      inputs.add(new Input.Passed(next - 1));
    }
    inFlight.addAndGet(inputs.size());
    listener.received(partition.partition(), terms.getOrDefault(partition.partition(), 0L), inputs);
  }

  /**
   * Reads on when the owner has caught up. Partitions pause only where it takes longer than a poll
   * may: a consumer that holds records of paused partitions turns in circles instead of waiting.
   */
  private void control() {
    boolean behind = isAbove(held ? RESUME_BELOW : PAUSE_ABOVE) && staysBehind();
    if (behind && !held) {
      held = true;
      consumer.pause(open);
    } else if (!behind && held) {
      held = false;
      consumer.resume(open);
    }
  }

  private boolean isAbove(int records) {
    return inFlight.get() >= records;
  }

  /** Waits for the owner, as long as a poll takes at most; whether it is still behind then. */
  private boolean staysBehind() {
    long deadline = System.nanoTime() + POLL.toNanos();
    waiting = true;
    long left = POLL.toNanos();
    while (left > 0 && isAbove(RESUME_BELOW) && requests.isEmpty() && !stopping) {
      LockSupport.parkNanos(this, left);
      left = deadline - System.nanoTime();
    }
    waiting = false;
    return isAbove(RESUME_BELOW);
  }

  private void gain(TopicPartition partition) {
    long term = ++lastTerm;
    terms.put(partition.partition(), term);
    listener.gained(partition.partition(), term);
  }

  /** Leaves the group and ends. What runs must have been drained before. */
  @Override
  public void close() {
    stopping = true;
    wake();
    try {
      thread.join(CLOSE_TIMEOUT.plus(revokeTimeout));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private final class Moves implements ConsumerRebalanceListener {

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      consumer.pause(partitions);
      for (TopicPartition partition : partitions) {
        // A position keeps the consumer from asking for one; the real one comes with open().
        consumer.seek(partition, 0);
        gain(partition);
      }
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      Map<Integer, CompletableFuture<Void>> released = new HashMap<>();
      partitions.forEach(p -> released.put(p.partition(), listener.revoked(p.partition())));
      await(released.values());
      // What has not been released in time is lost: nothing more of it is sent.
      released.forEach(
          (partition, done) -> {
            Long term = terms.get(partition);
            if (!done.isDone() && term != null) {
              Future<?> _ = listener.lost(partition, term);
            }
          });
      forget(partitions);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
      List<CompletableFuture<Void>> interrupted = new ArrayList<>();
      for (TopicPartition partition : partitions) {
        Long term = terms.remove(partition.partition());
        if (term != null) {
          interrupted.add(listener.lost(partition.partition(), term));
        }
      }
      forget(partitions);
      await(interrupted);
    }

    private void forget(Collection<TopicPartition> partitions) {
      open.removeAll(partitions);
      partitions.forEach(p -> terms.remove(p.partition()));
    }

    private void await(Collection<CompletableFuture<Void>> futures) {
      try {
        CompletableFuture.allOf(futures.toArray(CompletableFuture[]::new))
            .get(revokeTimeout.toMillis(), TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (ExecutionException | TimeoutException e) {
        LOG.atError().setCause(e).log("partitions given away before they were released");
      }
    }
  }
}
