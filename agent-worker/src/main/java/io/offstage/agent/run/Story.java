package io.offstage.agent.run;

import io.offstage.agent.background.PlannedCall;
import io.offstage.agent.background.PlannedCall.Way;
import io.offstage.agent.memory.Incoming;
import io.offstage.agent.memory.MessageContent;
import io.offstage.worker.attempt.Attempt;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A run's log as this attempt lives it: entries are written, folded, and told to the outside, each
 * chunk once. Not thread-safe.
 */
final class Story {

  private final RunLog log;
  private final RunState state;
  private final Conversation conversation;
  private final Teller teller;
  private final Numbering numbering = new Numbering();
  private final List<Told> told = new ArrayList<>();
  private int currentStep = -1;

  Story(RunLog log, RunState state, Conversation conversation, Teller teller) {
    this.log = log;
    this.state = state;
    this.conversation = conversation;
    this.teller = teller;
  }

  /** Folds what earlier attempts have written, and tells what they had no time to tell. */
  void catchUp(Attempt attempt) throws InterruptedException {
    long mark = teller.next();
    log.entries().forEach(this::fold);
    markDispatched(attempt);
    Entry.@Nullable Renumbered gap = numbering.gapFrom(mark).orElse(null);
    if (gap != null) {
      renumber(gap.entry(), gap.chunk());
    }
    tellSince(0, mark);
  }

  /** Writes an entry and tells it; if another attempt has written another one, that one counts. */
  void take(Entry entry) throws InterruptedException {
    int index = log.next();
    long mark = teller.next();
    RunLog.Appended appended = log.append(entry, conversation.rows(index, entry));
    fold(appended.stored());
    if (!appended.won()) {
      renumber(index, 0);
    }
    tellSince(index, mark);
  }

  /** The children of the current step have started: what follows from that. */
  void dispatched(Entry.Replied step) throws InterruptedException {
    state.calls().dispatched(step);
    if (state.step().unjudged().isEmpty() && !state.step().hasBeenJudged()) {
      acknowledge(step);
    }
    Told ofStep = told.get(currentStep);
    teller.tellFrom(numbering.start(currentStep) + ofStep.first().size(), ofStep.dispatched());
  }

  /** When the current step was written. */
  Instant stepAt() {
    return log.entries().get(currentStep).at();
  }

  boolean isNew() {
    return told.isEmpty();
  }

  private void fold(RunLog.Stored stored) {
    Entry entry = stored.entry();
    Told said = state.accept(entry);
    conversation.accepted(entry);
    numbering.add(entry, said.size());
    told.add(said);
    if (entry instanceof Entry.Replied) {
      currentStep = stored.index();
    }
  }

  /** Children start with a step or not at all, so the snapshot knows whether they have. */
  private void markDispatched(Attempt attempt) {
    Set<String> started = Set.copyOf(attempt.task().family().children());
    for (RunLog.Stored stored : log.entries()) {
      if (stored.entry() instanceof Entry.Replied step
          && state.calls().asCarriedOut(step).children().stream()
              .allMatch(call -> call.child() != null && started.contains(call.child().taskId()))) {
        state.calls().dispatched(step);
      }
    }
  }

  /** Until it is written, whatever else is written meanwhile is folded. */
  private void renumber(int entry, int chunk) throws InterruptedException {
    boolean won;
    do {
      RunLog.Appended appended =
          log.append(new Entry.Renumbered(teller.next(), entry, chunk), List.of());
      fold(appended.stored());
      won = appended.won();
    } while (!won);
  }

  /**
   * @param mark the number below which everything has been told, and has had its effect on memory
   */
  private void tellSince(int from, long mark) throws InterruptedException {
    for (int i = from; i < told.size(); i++) {
      long start = numbering.start(i);
      Told said = told.get(i);
      if (start + said.size() > mark) {
        effect(i);
      }
      teller.tellFrom(start, said.first());
      if (state.undispatched().isEmpty() || i != currentStep) {
        teller.tellFrom(start + said.first().size(), said.dispatched());
      }
    }
  }

  private void effect(int index) throws InterruptedException {
    switch (log.entries().get(index).entry()) {
      case Entry.Returned e ->
          conversation.change(
              e.toolCallId(),
              content -> MessageContent.withResult(content, e.toolCallId(), e.result()));
      case Entry.Asked e -> {
        for (Incoming.CallResult one : e.results()) {
          conversation.change(
              one.toolCallId(),
              content -> MessageContent.withResult(content, one.toolCallId(), one.result()));
        }
      }
      case Entry.Replied e when state.calls().isDispatched(e) && !e.asksForVerdicts() ->
          acknowledge(e);
      case Entry.Judged _ -> acknowledge(state.calls().asCarriedOut(stepBefore(index)));
      case Entry.Replied _,
          Entry.Continued _,
          Entry.Reentered _,
          Entry.Heard _,
          Entry.TookIn _,
          Entry.WentOn _,
          Entry.HandedOver _,
          Entry.Failed _,
          Entry.Suspended _,
          Entry.Renumbered _ -> {}
    }
  }

  /** The step that an entry of the log belongs to. */
  private Entry.Replied stepBefore(int index) {
    return log.entries().subList(0, index).reversed().stream()
        .map(RunLog.Stored::entry)
        .filter(Entry.Replied.class::isInstance)
        .map(Entry.Replied.class::cast)
        .findFirst()
        .orElseThrow();
  }

  private void acknowledge(Entry.Replied step) throws InterruptedException {
    PlannedCall deferred =
        step.calls().stream().filter(c -> c.way() == Way.DEFERRED).findFirst().orElse(null);
    if (deferred != null) {
      conversation.change(
          deferred.toolCallId(), content -> LogConversation.acknowledge(content, step));
    }
  }
}
