package io.offstage.worker;

import io.offstage.task.Task;
import io.offstage.topic.LifecycleCodec;
import io.offstage.topic.MalformedRecord;
import io.offstage.worker.attempt.Attempts;
import io.offstage.worker.journal.JournalListener;
import io.offstage.worker.schedule.Message;
import io.offstage.worker.schedule.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The owner thread: takes one message at a time from its mailbox, has the {@link Scheduler} decide,
 * hands entries to the journal, starts and interrupts attempts. All mutable scheduling state of the
 * worker is its own.
 */
final class Owner implements JournalListener {

  private static final Logger LOG = LoggerFactory.getLogger(Owner.class);
  private static final Duration LONGEST_SLEEP = Duration.ofSeconds(1);

  private final Scheduler scheduler;
  private final LifecycleCodec codec;
  private final InstantSource clock;
  private final Wiring wiring;

  /**
   * Bounded by those who fill it: records by the poller, ends and steps by the slots, the rest by
   * the number of partitions.
   */
  private final BlockingQueue<Mail> mailbox = new LinkedBlockingQueue<>();

  private final Execution execution;
  private final Holdings holdings;
  private final Incoming incoming;
  private final Releases releases;
  private final Thread thread;

  /**
   * What the journal has said last.
   *
   * @param sequence of the last entry that is durable
   * @param consumed by partition, the input offset below which all is consumed
   */
  private record Durable(long sequence, Map<Integer, Long> consumed) {}

  /** Written by the journal's thread, read by the owner's. */
  private volatile Durable durable = new Durable(0, Map.of());

  Owner(
      Scheduler scheduler,
      Attempts attempts,
      LifecycleCodec codec,
      InstantSource clock,
      Wiring wiring) {
    this.codec = codec;
    this.scheduler = scheduler;
    this.clock = clock;
    this.wiring = wiring;
    this.execution = new Execution(scheduler, attempts, clock, wiring, this::post);
    this.holdings = new Holdings(scheduler, execution, wiring);
    this.incoming = new Incoming(holdings, scheduler, execution, clock, wiring);
    this.releases = new Releases(holdings, incoming, scheduler, execution, clock, wiring);
    this.thread = Thread.ofPlatform().name("offstage-owner").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  void post(Mail mail) {
    mailbox.add(mail);
  }

  @Override
  public void durable(long sequence, Map<Integer, Long> consumed) {
    durable = new Durable(sequence, consumed);
    post(new Mail.Durable());
  }

  @Override
  public void broken(Throwable cause) {
    post(new Mail.Broken());
  }

  @Override
  public void readBack(
      int partition,
      long term,
      List<Integer> slots,
      List<ConsumerRecord<byte[], byte[]>> snapshots) {
    try {
      List<Task> tasks = new ArrayList<>(snapshots.size());
      for (ConsumerRecord<byte[], byte[]> snapshot : snapshots) {
        tasks.add(codec.decode(snapshot.value()).task());
      }
      post(new Mail.ReadBack(new Message.ReadBack(partition, term, slots, tasks)));
    } catch (MalformedRecord e) {
      wiring.failed(e);
    }
  }

  void stop() {
    post(new Mail.Stop());
    try {
      thread.join(TimeUnit.SECONDS.toMillis(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    List<Mail> mails = new ArrayList<>();
    try {
      while (true) {
        mails.clear();
        Mail first = mailbox.poll(untilNextDue().toNanos(), TimeUnit.NANOSECONDS);
        if (first != null) {
          mails.add(first);
          mailbox.drainTo(mails);
        }
        for (Mail mail : mails) {
          if (mail instanceof Mail.Stop) {
            return;
          }
          handle(mail);
        }
        if (isDue(scheduler.nextDue())) {
          execution.decide(new Message.Tick());
        }
        Durable now = durable;
        now.consumed().forEach(scheduler::durableBelow);
        execution.durable(now.sequence());
        incoming.lookAtRecords();
        releases.finish();
      }
    } catch (InterruptedException e) {
      LOG.atDebug().log("owner interrupted");
    } catch (RuntimeException e) {
      wiring.failed(e);
    }
  }

  private Duration untilNextDue() {
    Instant due = earlier(scheduler.nextDue(), earlier(releases.due(), incoming.due()));
    if (due == null) {
      return LONGEST_SLEEP;
    }
    Duration left = Duration.between(clock.instant(), due);
    // What has been due for centuries has more nanoseconds than a long holds.
    return left.isNegative()
        ? Duration.ZERO
        : left.compareTo(LONGEST_SLEEP) > 0 ? LONGEST_SLEEP : left;
  }

  private static @Nullable Instant earlier(@Nullable Instant one, @Nullable Instant other) {
    return one == null || (other != null && other.isBefore(one)) ? other : one;
  }

  private void handle(Mail mail) throws InterruptedException {
    switch (mail) {
      case Mail.Records m -> incoming.add(m);
      case Mail.Gain m -> holdings.gain(m.recovered(), m.term());
      case Mail.Load m -> holdings.load(m);
      case Mail.ReadBack m -> {
        execution.decide(m.message());
        incoming.goOn(m.message().partition());
      }
      case Mail.Ended m -> execution.ended(m.message());
      case Mail.Limits m -> execution.decide(new Message.LimitsChanged(m.limits()));
      case Mail.Step m -> execution.step(m);
      case Mail.Release m -> releases.release(m);
      case Mail.ReleaseAll m -> releases.releaseAll(m);
      case Mail.Lose m -> {
        forget(m.partition());
        m.done().complete(null);
      }
      case Mail.Broken _ -> {
        for (int partition : holdings.partitions()) {
          forget(partition);
        }
        wiring.poller().reacquire();
      }
      case Mail.Durable _, Mail.Stop _ -> {}
    }
  }

  private void forget(int partition) throws InterruptedException {
    holdings.remove(partition);
    incoming.goOn(partition);
    execution.forget(partition);
  }

  private boolean isDue(@Nullable Instant at) {
    return at != null && !at.isAfter(clock.instant());
  }
}
