package io.offstage.worker;

import io.offstage.task.Outcome;
import io.offstage.task.OutputMark;
import io.offstage.task.Task;
import io.offstage.task.TaskStart;
import io.offstage.topic.LifecycleCodec;
import io.offstage.topic.MalformedRecord;
import io.offstage.worker.attempt.AttemptSink;
import io.offstage.worker.attempt.Attempts;
import io.offstage.worker.attempt.RunningAttempt;
import io.offstage.worker.input.Input;
import io.offstage.worker.input.InputPoller;
import io.offstage.worker.journal.Journal;
import io.offstage.worker.journal.JournalListener;
import io.offstage.worker.journal.Recovered;
import io.offstage.worker.schedule.AttemptId;
import io.offstage.worker.schedule.Effects;
import io.offstage.worker.schedule.Entry;
import io.offstage.worker.schedule.Message;
import io.offstage.worker.schedule.Scheduler;
import io.offstage.worker.schedule.Write;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
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

  /** Whole ones; the window keeps their number far below where tasks only wait. */
  private static final int MOST_TASKS = 200_000;

  /** A partition that is given away once its attempts have ended. */
  private record Releasing(int partition, Instant deadline, CompletableFuture<Void> done) {}

  private final Scheduler scheduler;
  private final Attempts attempts;
  private final LifecycleCodec codec;
  private final InstantSource clock;
  private final Wiring wiring;

  /**
   * Bounded by those who fill it: records by the poller, ends and steps by the slots, the rest by
   * the number of partitions.
   */
  private final BlockingQueue<Mail> mailbox = new LinkedBlockingQueue<>();

  private final Map<Integer, Long> terms = new HashMap<>();
  private final Map<AttemptId, RunningAttempt> running = new HashMap<>();
  private final WhenDurable whenDurable = new WhenDurable();
  private final HeldRecords held = new HeldRecords();

  /** Partitions whose tasks are still being read. */
  private final Map<Integer, Recovered> loading = new HashMap<>();

  private final List<Releasing> releasing = new ArrayList<>();
  private final Thread thread;

  /** Written by the journal's thread, read by the owner's. */
  private volatile long durable;

  /** The parts that need the owner and that the owner needs. */
  interface Wiring {
    Journal journal();

    InputPoller poller();

    /** The owner has met a bug of ours and cannot go on. */
    void failed(Throwable cause);
  }

  Owner(
      Scheduler scheduler,
      Attempts attempts,
      LifecycleCodec codec,
      InstantSource clock,
      Wiring wiring) {
    this.codec = codec;
    this.scheduler = scheduler;
    this.attempts = attempts;
    this.clock = clock;
    this.wiring = wiring;
    this.thread = Thread.ofPlatform().name("offstage-owner").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  void post(Mail mail) {
    mailbox.add(mail);
  }

  @Override
  public void durable(long sequence) {
    durable = sequence;
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
          decide(new Message.Tick());
        }
        whenDurable.runUpTo(durable, id -> wiring.poller().owns(id.partition(), id.term()));
        lookAtRecords();
        finishReleases();
        wiring.poller().flooded(scheduler.whole() > MOST_TASKS);
      }
    } catch (InterruptedException e) {
      LOG.atDebug().log("owner interrupted");
    } catch (RuntimeException e) {
      wiring.failed(e);
    }
  }

  private Duration untilNextDue() {
    Instant due = scheduler.nextDue();
    for (Releasing next : releasing) {
      due = earlier(due, next.deadline());
    }
    if (!held.isEmpty()) {
      due = earlier(due, held.due());
    }
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
      case Mail.Records m -> held.add(m, clock.instant());
      case Mail.Gain m -> gain(m.recovered(), m.term());
      case Mail.Load m -> load(m);
      case Mail.ReadBack m -> {
        decide(m.message());
        held.goOn(m.message().partition());
      }
      case Mail.Ended m -> {
        running.remove(m.message().id());
        decide(m.message());
      }
      case Mail.Limits m -> decide(new Message.LimitsChanged(m.limits()));
      case Mail.Step m -> step(m);
      case Mail.Release m -> release(m);
      case Mail.ReleaseAll m -> releaseAll(m);
      case Mail.Lose m -> {
        forget(m.partition());
        m.done().complete(null);
      }
      case Mail.Broken _ -> {
        for (int partition : List.copyOf(terms.keySet())) {
          forget(partition);
        }
        wiring.poller().reacquire();
      }
      case Mail.Durable _, Mail.Stop _ -> {}
    }
  }

  /** As many as may start something, and those that have been held long enough. */
  private void lookAtRecords() throws InterruptedException {
    while (scheduler.hasFreeSlot() ? !held.isEmpty() : isDue(held.due())) {
      HeldRecords.Next next = held.next();
      boolean current = next.of().term() == terms.getOrDefault(next.of().partition(), 0L);
      if (current && !lookAt(next.of(), next.input())) {
        held.putOff();
        continue;
      }
      held.done();
      if (next.lastOf() > 0) {
        wiring.poller().processed(next.lastOf());
      }
    }
  }

  private boolean isDue(@Nullable Instant at) {
    return at != null && !at.isAfter(clock.instant());
  }

  /** False where the record has to wait until something has been read back. */
  private boolean lookAt(Mail.Records of, Input input) throws InterruptedException {
    switch (input) {
      case Input.Understood(var offset, var startedFrom, var command) -> {
        Effects effects =
            scheduler.handle(
                new Message.Received(of.partition(), of.term(), offset, startedFrom, command),
                clock.instant());
        carryOut(effects);
        return !effects.isHeld();
      }
      case Input.Passed passed ->
          wiring.journal().append(new Entry(of.partition(), of.term(), passed.offset(), List.of()));
      case Input.Misrouted misrouted ->
          append(of, misrouted, new Write.Forward(misrouted.record(), misrouted.partition()));
      case Input.Unreadable unreadable -> {
        LOG.atWarn()
            .addKeyValue("partition", of.partition())
            .addKeyValue("offset", unreadable.offset())
            .addKeyValue("reason", unreadable.reason())
            .log("record sent to the dead letter topic");
        append(of, unreadable, new Write.DeadLetter(unreadable.record(), unreadable.reason()));
      }
    }
    return true;
  }

  private void append(Mail.Records of, Input input, Write write) throws InterruptedException {
    wiring.journal().append(new Entry(of.partition(), of.term(), input.offset(), List.of(write)));
  }

  private void gain(Recovered recovered, long term) throws InterruptedException {
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
    decide(
        new Message.Gained(
            recovered.partition(),
            term,
            recovered.total(),
            recovered.live(),
            recovered.ended(),
            recovered.permits(),
            recovered.inputEnd()));
    loading.put(recovered.partition(), recovered);
    openIfLoaded(recovered.partition());
  }

  private void load(Mail.Load load) throws InterruptedException {
    decide(load.message());
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

  private void step(Mail.Step step) throws InterruptedException {
    AttemptId id = step.message().id();
    Effects effects = scheduler.handle(step.message(), clock.instant());
    long sequence = carryOut(effects);
    if (effects.isStale()) {
      step.done().completeExceptionally(new CancellationException("the attempt is stale"));
    } else {
      whenDurable.then(sequence, id, () -> step.done().complete(null));
    }
  }

  private void release(Mail.Release release) throws InterruptedException {
    if (!terms.containsKey(release.partition())) {
      release.done().complete(null);
      return;
    }
    decide(new Message.Draining(release.partition()));
    releasing.add(
        new Releasing(
            release.partition(), clock.instant().plus(release.patience()), release.done()));
  }

  private void releaseAll(Mail.ReleaseAll release) throws InterruptedException {
    List<CompletableFuture<Void>> all = new ArrayList<>();
    for (int partition : List.copyOf(terms.keySet())) {
      CompletableFuture<Void> done = new CompletableFuture<>();
      all.add(done);
      release(new Mail.Release(partition, release.patience(), done));
    }
    Future<?> _ =
        CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
            .thenRun(() -> release.done().complete(null));
  }

  private void finishReleases() throws InterruptedException {
    Iterator<Releasing> all = releasing.iterator();
    while (all.hasNext()) {
      Releasing next = all.next();
      if (scheduler.running(next.partition()) == 0 || !clock.instant().isBefore(next.deadline())) {
        all.remove();
        Long term = terms.remove(next.partition());
        loading.remove(next.partition());
        held.goOn(next.partition());
        decide(new Message.Released(next.partition()));
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

  private void forget(int partition) throws InterruptedException {
    terms.remove(partition);
    loading.remove(partition);
    held.goOn(partition);
    whenDurable.forget(partition);
    decide(new Message.Lost(partition));
  }

  private void decide(Message message) throws InterruptedException {
    carryOut(scheduler.handle(message, clock.instant()));
  }

  /** Carries out what was decided; the sequence number of the last entry, or 0. */
  private long carryOut(Effects effects) throws InterruptedException {
    long sequence = 0;
    for (Entry entry : effects.entries()) {
      sequence = wiring.journal().append(entry);
    }
    for (Effects.ReadBack back : effects.readBacks()) {
      wiring.journal().readBack(back.partition(), back.term(), back.slots());
    }
    for (Effects.Start start : effects.starts()) {
      if (start.onlyWhenDurable()) {
        whenDurable.thenStart(sequence, start.id(), () -> start(start).openOutput());
      } else {
        whenDurable.then(sequence, start.id(), start(start)::openOutput);
      }
    }
    for (AttemptId id : effects.interrupts()) {
      interrupt(id);
    }
    return sequence;
  }

  private RunningAttempt start(Effects.Start start) {
    RunningAttempt attempt = attempts.start(start.task(), start.told(), new Sink(start.id()));
    running.put(start.id(), attempt);
    return attempt;
  }

  private void interrupt(AttemptId id) {
    RunningAttempt attempt = running.get(id);
    if (attempt != null) {
      attempt.interrupt();
    } else {
      // Decided but never started, since its event was not durable yet: it has ended as of now.
      whenDurable.cancelStart(id);
      post(new Mail.Ended(new Message.AttemptEnded(id, new Outcome.Cancelled(), OutputMark.NONE)));
    }
  }

  /** Where one attempt reports. */
  private final class Sink implements AttemptSink {

    private final AttemptId id;

    Sink(AttemptId id) {
      this.id = id;
    }

    @Override
    public void ended(String taskId, int attempt, Outcome outcome, OutputMark output) {
      post(new Mail.Ended(new Message.AttemptEnded(id, outcome, output)));
    }

    @Override
    public CompletableFuture<Void> advanced(
        String taskId,
        int attempt,
        List<TaskStart> children,
        List<String> handled,
        OutputMark output) {
      CompletableFuture<Void> done = new CompletableFuture<>();
      post(new Mail.Step(new Message.StepMade(id, children, handled, output), done));
      return done;
    }
  }
}
