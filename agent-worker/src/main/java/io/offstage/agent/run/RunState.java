package io.offstage.agent.run;

import io.offstage.agent.background.FinishedCall;
import io.offstage.agent.background.PlannedCall;
import io.offstage.agent.background.PlannedCall.Way;
import io.offstage.agent.memory.JsonText;
import io.offstage.agent.model.Usage;
import io.offstage.task.RawJson;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a run is: the fold of its entries, and what each of them says to the outside. Total and
 * deterministic. Not thread-safe.
 */
final class RunState {

  private final Chunks chunks;
  private final int maxSteps;
  private final @Nullable AnswerForm form;
  private final CurrentStep step = new CurrentStep();
  private final RunCalls calls = new RunCalls();
  private final List<FinishedCall> toReactTo = new ArrayList<>();
  private @Nullable String givenMessageId;
  private @Nullable String suspendedCall;
  private String turnId = "";
  private int stepsOfTurn;
  private boolean turnIsOver;
  private Entry.@Nullable Failed failure;
  private String finishReason = "stop";
  private String text = "";
  private Usage usageOfTurn = Usage.NONE;
  private Usage usage = Usage.NONE;
  private Usage usageBelow = Usage.NONE;
  private @Nullable String agent;
  private @Nullable RawJson object;
  private @Nullable String complaint;
  private boolean firstStep = true;
  private boolean saysWhoGoesOn;

  /**
   * @param form what answers look like; null: text
   */
  RunState(Chunks chunks, int maxSteps, @Nullable AnswerForm form) {
    this.chunks = chunks;
    this.maxSteps = maxSteps;
    this.form = form;
  }

  Told accept(Entry entry) {
    return switch (entry) {
      case Entry.Asked e -> {
        beginTurn(e.messageId());
        yield Told.of(List.of(chunks.start(e.messageId(), List.of())));
      }
      case Entry.Continued e -> {
        calls.goesOnFrom(e.taskId());
        turnIsOver = true;
        yield Told.NOTHING;
      }
      case Entry.Reentered e -> {
        beginTurn(e.messageId());
        toReactTo.addAll(e.finished());
        usageBelow = usageBelow.plus(e.usage());
        List<String> ids = e.finished().stream().map(FinishedCall::taskId).toList();
        calls.toldOf(ids);
        yield Told.of(List.of(chunks.start(e.messageId(), ids)));
      }
      case Entry.Replied e -> replied(e);
      case Entry.Judged e -> judged(e);
      case Entry.Returned e -> returned(e);
      case Entry.Heard e -> {
        usageBelow = usageBelow.plus(e.usage());
        calls.ended(e.taskId());
        yield Told.NOTHING;
      }
      case Entry.Failed e -> {
        failure = e;
        turnIsOver = true;
        finishReason = "error";
        yield Told.of(
            List.of(chunks.error(e.message(), e.name()), chunks.finish(finishReason, usageOfTurn)));
      }
      case Entry.TookIn e -> {
        calls.tookIn(e.taskId());
        yield Told.NOTHING;
      }
      case Entry.Suspended e -> {
        suspendedCall = e.toolCallId();
        yield Told.of(List.of(chunks.callSuspended(calls.get(e.toolCallId()), e.payload())));
      }
      case Entry.HandedOver e -> {
        saysWhoGoesOn = true;
        yield Told.of(List.of(chunks.finishFor(e.to(), finishReason)));
      }
      case Entry.WentOn _, Entry.Renumbered _ -> Told.NOTHING;
    };
  }

  private void beginTurn(String messageId) {
    turnId = messageId;
    givenMessageId = messageId;
    turnIsOver = false;
    stepsOfTurn = 0;
    usageOfTurn = Usage.NONE;
    step.clear();
    complaint = null;
    toReactTo.clear();
  }

  private Told replied(Entry.Replied reply) {
    step.replied(reply);
    firstStep = false;
    givenMessageId = null;
    stepsOfTurn++;
    text = reply.text();
    finishReason = reply.finishReason();
    usageOfTurn = usageOfTurn.plus(reply.usage());
    usage = usage.plus(reply.usage());
    reply.calls().forEach(calls::put);
    List<Chunk> first = new ArrayList<>(Narrator.all(chunks, reply));
    if (reply.asksForVerdicts()) {
      return Told.of(first);
    }
    List<Chunk> then = announcements(reply);
    (reply.children().isEmpty() ? first : then).addAll(endOfStep(reply));
    return new Told(first, then);
  }

  private List<Chunk> announcements(Entry.Replied reply) {
    List<Chunk> told = new ArrayList<>();
    for (PlannedCall call : reply.calls()) {
      if (call.isAnnounced()) {
        told.add(chunks.backgroundStarted(call));
      }
    }
    for (PlannedCall call : reply.calls()) {
      if (call.way() == Way.DEFERRED) {
        told.add(chunks.acknowledgement(call));
      }
    }
    return told;
  }

  private Told judged(Entry.Judged e) {
    for (PlannedCall call : e.instead()) {
      PlannedCall refused = calls.get(call.toolCallId());
      if (refused.child() != null) {
        calls.ended(refused.child().taskId());
      }
      calls.put(call);
    }
    Entry.Replied now = calls.asCarriedOut(step.reply());
    step.judged(now);
    if (e.instead().stream().anyMatch(call -> call.child() != null)) {
      calls.undispatched(now);
    }
    List<Chunk> told = announcements(now);
    told.addAll(endOfStep(now));
    return Told.of(told);
  }

  private Told returned(Entry.Returned e) {
    PlannedCall call = calls.get(e.toolCallId());
    step.returned(e.toolCallId(), e.result());
    if (call.child() != null) {
      calls.toldOf(Set.of(call.child().taskId()));
    }
    calls.toldOf(e.heard());
    usageBelow = usageBelow.plus(e.usage());
    if (call.way() == Way.HANDOFF) {
      agent = JsonText.tree(call.args()).path("agent").asText();
    }
    suspendedCall = e.toolCallId().equals(suspendedCall) ? null : suspendedCall;
    List<Chunk> told = new ArrayList<>(List.of(chunks.toolResult(call, e.result(), e.heard())));
    told.addAll(endOfStep(step.reply()));
    return Told.of(told);
  }

  /** What follows when nothing of the step is outstanding. */
  private List<Chunk> endOfStep(Entry.Replied reply) {
    if (!step.outstanding().isEmpty()) {
      return List.of();
    }
    if (form != null && reply.calls().isEmpty()) {
      return answered(reply, form.judge(reply.text()));
    }
    if (!reply.calls().isEmpty() && !step.isClientsTurn() && stepsOfTurn < maxSteps) {
      return List.of(chunks.stepFinish(reply, true));
    }
    turnIsOver = true;
    return List.of(chunks.stepFinish(reply, false), chunks.finish(finishReason, usageOfTurn));
  }

  /** An answer that does not look as it should is asked for once more. */
  private List<Chunk> answered(Entry.Replied reply, AnswerForm.Judged answer) {
    object = answer.object();
    if (object == null && complaint == null) {
      complaint = AnswerForm.complaint(answer.flaws());
      return List.of(chunks.stepFinish(reply, true));
    }
    turnIsOver = true;
    complaint = null;
    if (object != null) {
      return List.of(
          chunks.object(object),
          chunks.stepFinish(reply, false),
          chunks.finish(finishReason, usageOfTurn));
    }
    finishReason = "error";
    String why = "The answer does not satisfy its schema: " + String.join("; ", answer.flaws());
    failure = new Entry.Failed(reply.at(), why, "InvalidStructuredOutput");
    return List.of(
        chunks.stepFinish(reply, false),
        chunks.error(why, "InvalidStructuredOutput"),
        chunks.finish(finishReason, usageOfTurn));
  }

  /** The current step, if its children have not been started by this attempt or one before. */
  Optional<Entry.Replied> undispatched() {
    return step.ifAny().filter(s -> !s.children().isEmpty() && !calls.isDispatched(s));
  }

  /** How long to wait for a task of the current step before the next; zero for not at all. */
  Duration waitBeforeNextStep() {
    Duration longest = Duration.ZERO;
    for (PlannedCall call : step.calls()) {
      PlannedCall.Child child = call.child();
      if (call.way() != Way.DEFERRED || child == null) {
        continue;
      }
      if (calls.hasEnded(child.taskId())) {
        return Duration.ZERO;
      }
      Long millis = child.waitTimeoutMs();
      if (millis != null && millis > longest.toMillis()) {
        longest = Duration.ofMillis(millis);
      }
    }
    return longest;
  }

  /** Whom the conversation has been handed over to, if it has been. */
  Optional<String> agent() {
    return Optional.ofNullable(agent);
  }

  CurrentStep step() {
    return step;
  }

  /** Its calls so far, and their tasks. */
  RunCalls calls() {
    return calls;
  }

  /** What the model shall react to in this turn's first step. */
  List<FinishedCall> toReactTo() {
    return List.copyOf(toReactTo);
  }

  /** The same for all steps of a turn. */
  String turnId() {
    return turnId;
  }

  /** The id that the next reply's message was promised, if one was. */
  Optional<String> givenMessageId() {
    return Optional.ofNullable(givenMessageId);
  }

  Optional<String> suspendedCall() {
    return Optional.ofNullable(suspendedCall);
  }

  boolean turnIsOver() {
    return turnIsOver;
  }

  Optional<Entry.Failed> failure() {
    return Optional.ofNullable(failure);
  }

  String text() {
    return text;
  }

  String finishReason() {
    return finishReason;
  }

  Optional<AnswerForm> answerForm() {
    return Optional.ofNullable(form);
  }

  /** The last answer as a value that looks as it should; empty where answers are texts. */
  Optional<RawJson> object() {
    return Optional.ofNullable(object);
  }

  /** What the model is to be told about its last answer. */
  Optional<String> complaint() {
    return Optional.ofNullable(complaint);
  }

  /** Whether the model has not replied yet in this run. */
  boolean isFirstStep() {
    return firstStep;
  }

  /** Whether its stream names the run that has taken over from it. */
  boolean saysWhoGoesOn() {
    return saysWhoGoesOn;
  }

  /** Of the run itself. */
  Usage usage() {
    return usage;
  }

  /** Of the runs that it has started, and of those below them, as far as it has heard of them. */
  Usage usageBelow() {
    return usageBelow;
  }
}
