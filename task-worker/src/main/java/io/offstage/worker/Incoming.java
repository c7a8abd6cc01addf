package io.offstage.worker;

import io.offstage.worker.input.Input;
import io.offstage.worker.schedule.Entry;
import io.offstage.worker.schedule.Message;
import io.offstage.worker.schedule.Scheduler;
import io.offstage.worker.schedule.Write;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records that have come: commands are decided about, as many as may start something and those that
 * have been held long enough; what is not for this partition or for nobody is passed on. Belongs to
 * the owner thread.
 */
final class Incoming {

  private static final Logger LOG = LoggerFactory.getLogger(Incoming.class);

  private final HeldRecords held = new HeldRecords();
  private final Holdings holdings;
  private final Scheduler scheduler;
  private final Execution execution;
  private final InstantSource clock;
  private final Wiring wiring;

  Incoming(
      Holdings holdings,
      Scheduler scheduler,
      Execution execution,
      InstantSource clock,
      Wiring wiring) {
    this.holdings = holdings;
    this.scheduler = scheduler;
    this.execution = execution;
    this.clock = clock;
    this.wiring = wiring;
  }

  void add(Mail.Records records) {
    held.add(records, clock.instant());
  }

  /** What a record of this partition has waited for has come. */
  void goOn(int partition) {
    held.goOn(partition);
  }

  /** When the next record must be looked at; null where none waits. */
  @Nullable Instant due() {
    return held.due();
  }

  /** Looks at records in order, as far as may be. */
  void lookAtRecords() throws InterruptedException {
    while (scheduler.hasFreeSlot() ? !held.isEmpty() : isDue()) {
      HeldRecords.Next next = held.next();
      if (holdings.isCurrent(next.of().partition(), next.of().term())
          && !lookAt(next.of(), next.input())) {
        held.putOff();
        continue;
      }
      held.done();
      if (next.lastOf() > 0) {
        wiring.poller().processed(next.lastOf());
      }
    }
  }

  private boolean isDue() {
    Instant due = held.due();
    return due != null && !due.isAfter(clock.instant());
  }

  /** False where the record has to wait until something has been read back. */
  private boolean lookAt(Mail.Records of, Input input) throws InterruptedException {
    switch (input) {
      case Input.Understood(var offset, var startedFrom, var command) -> {
        return execution.decide(
            new Message.Received(of.partition(), of.term(), offset, startedFrom, command));
      }
      case Input.Passed passed ->
          wiring
              .journal()
              .append(new Entry(of.partition(), of.term(), passed.offset(), List.of()), false);
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
    wiring
        .journal()
        .append(new Entry(of.partition(), of.term(), input.offset(), List.of(write)), false);
  }
}
