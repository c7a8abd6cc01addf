package io.offstage.worker;

import io.offstage.task.Outcome;
import io.offstage.task.OutputMark;
import io.offstage.task.TaskStart;
import io.offstage.worker.attempt.AttemptSink;
import io.offstage.worker.attempt.Attempts;
import io.offstage.worker.attempt.RunningAttempt;
import io.offstage.worker.schedule.AttemptId;
import io.offstage.worker.schedule.Effects;
import io.offstage.worker.schedule.Entry;
import io.offstage.worker.schedule.Message;
import io.offstage.worker.schedule.Scheduler;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Has the {@link Scheduler} decide and carries out what it decided: hands entries to the journal,
 * starts and interrupts attempts. Belongs to the owner thread.
 */
final class Execution {

  private final Scheduler scheduler;
  private final Attempts attempts;
  private final InstantSource clock;
  private final Wiring wiring;
  private final Consumer<Mail> mailbox;
  private final Map<AttemptId, RunningAttempt> running = new HashMap<>();
  private final WhenDurable whenDurable = new WhenDurable();

  /**
   * Nothing runs yet.
   *
   * @param mailbox takes what attempts say, from any thread
   */
  Execution(
      Scheduler scheduler,
      Attempts attempts,
      InstantSource clock,
      Wiring wiring,
      Consumer<Mail> mailbox) {
    this.scheduler = scheduler;
    this.attempts = attempts;
    this.clock = clock;
    this.wiring = wiring;
    this.mailbox = mailbox;
  }

  /**
   * What follows from a message happens.
   *
   * @return false where nothing does yet: the message is to come again
   */
  boolean decide(Message message) throws InterruptedException {
    Effects effects = scheduler.handle(message, clock.instant());
    carryOut(effects, awaitsStart(effects));
    return !effects.isHeld();
  }

  /** An attempt's code has stopped. */
  void ended(Message.AttemptEnded ended) throws InterruptedException {
    running.remove(ended.id());
    decide(ended);
  }

  /** An attempt made a step; it goes on once that is durable. */
  void step(Mail.Step step) throws InterruptedException {
    AttemptId id = step.message().id();
    Effects effects = scheduler.handle(step.message(), clock.instant());
    long sequence = carryOut(effects, true);
    if (effects.isStale()) {
      step.done().completeExceptionally(new CancellationException("the attempt is stale"));
    } else {
      whenDurable.then(sequence, id, () -> step.done().complete(null));
    }
  }

  /** Entries up to this one are durable: what has waited for them happens. */
  void durable(long sequence) {
    whenDurable.runUpTo(sequence, id -> wiring.poller().owns(id.partition(), id.term()));
  }

  /** A partition is somebody else's: what waits there for an entry never happens. */
  void forget(int partition) throws InterruptedException {
    whenDurable.forget(partition);
    decide(new Message.Lost(partition));
  }

  private static boolean awaitsStart(Effects effects) {
    for (Effects.Start start : effects.starts()) {
      if (start.onlyWhenDurable()) {
        return true;
      }
    }
    return false;
  }

  /** Carries out what was decided; the sequence number of the last entry, or 0. */
  private long carryOut(Effects effects, boolean awaited) throws InterruptedException {
    long sequence = 0;
    for (Entry entry : effects.entries()) {
      sequence = wiring.journal().append(entry, awaited);
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
      mailbox.accept(
          new Mail.Ended(new Message.AttemptEnded(id, new Outcome.Cancelled(), OutputMark.NONE)));
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
      mailbox.accept(new Mail.Ended(new Message.AttemptEnded(id, outcome, output)));
    }

    @Override
    public CompletableFuture<Void> advanced(
        String taskId,
        int attempt,
        List<TaskStart> children,
        List<String> handled,
        OutputMark output) {
      CompletableFuture<Void> done = new CompletableFuture<>();
      mailbox.accept(new Mail.Step(new Message.StepMade(id, children, handled, output), done));
      return done;
    }
  }
}
