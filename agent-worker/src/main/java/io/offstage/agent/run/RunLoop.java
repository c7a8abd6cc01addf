package io.offstage.agent.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offstage.agent.background.ChildStarts;
import io.offstage.agent.background.Delegation;
import io.offstage.agent.background.FinishedCall;
import io.offstage.agent.background.PlannedCall;
import io.offstage.agent.control.Answer;
import io.offstage.agent.definition.AgentDefinition;
import io.offstage.agent.memory.JsonText;
import io.offstage.agent.memory.ToolResult;
import io.offstage.agent.model.Usage;
import io.offstage.task.Family;
import io.offstage.task.Outcome;
import io.offstage.task.RawJson;
import io.offstage.task.TaskStart;
import io.offstage.task.TaskState;
import io.offstage.topic.FinishedChild;
import io.offstage.worker.attempt.Attempt;
import io.offstage.worker.tool.Toolbox;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * One attempt at a run: looks at where the run is, makes the next move, and so on until the run
 * ends, waits or asks for input. Every move may be repeated by another attempt. Not thread-safe.
 */
final class RunLoop {

  private final Attempt attempt;
  private final RunRequest request;
  private final Team team;
  private final Platform platform;
  private final Chunks chunks;
  private final RunState state;
  private final Conversation conversation;
  private final RunLog log;
  private final Teller teller;
  private final Story story;
  private final Asking asking;
  private final ChildStarts starts;
  private final OwnTasks ownTasks;
  private final ToldEnds ends;
  private final UsageBelow below;
  private final Map<String, RawJson> suspended = new HashMap<>();
  private final RunSpans spans = RunSpans.global();
  private boolean turnEndedHere;
  private int sinceAdvance;

  RunLoop(
      Attempt attempt,
      RunRequest request,
      Team team,
      Platform platform,
      Conversation conversation,
      RunLog log) {
    this.attempt = attempt;
    this.request = request;
    this.team = team;
    this.platform = platform;
    this.conversation = conversation;
    this.log = log;
    String runId = request.continued().map(RunRequest.Continued::runId).orElse(attempt.task().id());
    AgentDefinition agent = team.first().agent();
    this.chunks = new Chunks(runId, agent.name());
    this.state = new RunState(chunks, request.mostSteps(agent), request.answerForm(agent));
    this.teller = new Teller(attempt);
    this.story = new Story(log, state, conversation, teller);
    this.starts =
        new ChildStarts(
            attempt.task(),
            request.depth(),
            platform.background(),
            agent.background(),
            tool -> team.speaking(state.agent()).backgroundOf(tool),
            platform.pools());
    this.below = new UsageBelow(platform.store(), platform.clock());
    this.ends =
        new ToldEnds(request.idle().isPresent(), state.calls(), conversation, story, teller, below);
    this.ownTasks = new OwnTasks(attempt, platform.controls(), state, starts, ends);
    this.asking =
        new Asking(
            request, team, platform, conversation, state, new Telling(chunks, teller), ownTasks);
  }

  Outcome run() throws InterruptedException {
    story.catchUp(attempt);
    ends.takeAll(attempt, state);
    if (story.isNew()) {
      story.take(
          request.continued().isPresent() ? goesOn(request.continued().get()) : asking.begin());
    }
    while (true) {
      Optional<Outcome> end = move();
      if (end.isPresent()) {
        return end.get();
      }
    }
  }

  private Entry goesOn(RunRequest.Continued from) {
    return new Entry.Continued(teller.next(), from.taskId(), from.runId());
  }

  private Optional<Outcome> move() throws InterruptedException {
    Entry.Replied undispatched = state.undispatched().orElse(null);
    if (undispatched != null) {
      dispatch(undispatched);
      return Optional.empty();
    }
    List<PlannedCall> unjudged = state.step().unjudged();
    if (!unjudged.isEmpty()) {
      return judge(unjudged);
    }
    if (state.turnIsOver()) {
      return betweenTurns();
    }
    List<PlannedCall> outstanding = state.step().outstanding();
    if (outstanding.isEmpty()) {
      Instant until = mayWaitUntil();
      if (platform.clock().instant().isBefore(until)) {
        return Optional.of(
            waits(
                new TaskState.Waiting(state.calls().open(attempt.task().family()), false, until)));
      }
      if (sinceAdvance > 0 || ends.hasHandled()) {
        advance(List.of());
      }
      ask();
      return Optional.empty();
    }
    return finish(outstanding);
  }

  /** Tasks that asked not to wait are acknowledged once their owners have taken them. */
  private Optional<Outcome> judge(List<PlannedCall> asking) throws InterruptedException {
    Verdicts verdicts =
        Verdicts.on(asking, attempt.task().family(), ends, this::isHere, platform.newId());
    verdicts.refused().forEach(ends::handle);
    if (!verdicts.missing().isEmpty()) {
      return Optional.of(waits(TaskState.Waiting.forVerdicts(verdicts.missing())));
    }
    story.take(new Entry.Judged(teller.next(), verdicts.instead()));
    turnEndedHere |= state.turnIsOver();
    for (FinishedChild child : verdicts.early()) {
      ends.takeIn(child);
    }
    return Optional.empty();
  }

  private boolean isHere(String tool) {
    return platform.inline().find(tool).isPresent()
        || team.speaking(state.agent()).own().find(tool).isPresent();
  }

  /** A plain stream may wait a little, so that the model sees a result at once. */
  private Instant mayWaitUntil() {
    Duration wait = state.waitBeforeNextStep();
    return request.idle().isPresent() || wait.isZero() ? Instant.EPOCH : story.stepAt().plus(wait);
  }

  /** Starts the children of a step, with the step; then they can be acknowledged. */
  private void dispatch(Entry.Replied step) throws InterruptedException {
    List<TaskStart> children =
        step.children().stream().map(call -> spans.started(call, starts.of(call))).toList();
    advance(children);
    story.dispatched(step);
  }

  private void advance(List<TaskStart> children) throws InterruptedException {
    attempt.advance(children, ends.takeHandled());
    sinceAdvance = 0;
  }

  private void ask() throws InterruptedException {
    story.take(asking.ask());
    turnEndedHere |= state.turnIsOver();
  }

  /** Brings the outstanding calls of a step to their ends, as far as that goes now. */
  private Optional<Outcome> finish(List<PlannedCall> outstanding) throws InterruptedException {
    List<PlannedCall> inline = new ArrayList<>();
    List<PlannedCall> controls = new ArrayList<>();
    Set<String> awaited = new HashSet<>();
    for (PlannedCall call : outstanding) {
      switch (call.way()) {
        case REFUSED -> settle(call, ToolResult.error(String.valueOf(call.refusal())));
        case INLINE -> {
          if (!suspended.containsKey(call.toolCallId())) {
            inline.add(call);
          }
        }
        case AWAITED, REMOTE -> {
          FinishedChild child = ends.find(taskId(call));
          if (child != null) {
            settle(call, ChildResults.of(call, child), List.of(), below.of(child));
            ends.handle(child);
          } else {
            awaited.add(taskId(call));
          }
        }
        case CONTROL -> controls.add(call);
        case HANDOFF -> settle(call, ToolResult.text(Delegation.handedOff(speaking())));
        case DEFERRED, CLIENT -> {}
      }
    }
    if (!inline.isEmpty()) {
      carryOut(inline);
      return Optional.empty();
    }
    if (!suspended.isEmpty()) {
      return Optional.of(new Outcome.Suspended(suspended.values().iterator().next()));
    }
    List<Answer.NotYet> notYet = control(controls);
    // Where something was answered, what follows from that goes first.
    return notYet.size() < controls.size() || (awaited.isEmpty() && notYet.isEmpty())
        ? Optional.empty()
        : Optional.of(waits(OwnTasks.waiting(awaited, notYet)));
  }

  private String speaking() {
    return state.agent().orElse(request.agent());
  }

  /** Answers these as far as that goes now. */
  private List<Answer.NotYet> control(List<PlannedCall> calls) throws InterruptedException {
    List<Answer.NotYet> notYet = new ArrayList<>();
    Instant since = log.lastAt();
    for (PlannedCall call : calls) {
      switch (ownTasks.ask(call, story.stepAt(), since)) {
        case Answer.NotYet later -> notYet.add(later);
        case Answer.Result answer -> {
          List<String> heard =
              answer.heard().stream().filter(id -> !state.calls().hasToldOf(id)).toList();
          Usage usage = Usage.NONE;
          for (String id : heard) {
            FinishedChild child = ends.get(id);
            ends.inject(child);
            usage = usage.plus(below.of(child));
          }
          settle(call, answer.result(), heard, usage);
        }
      }
    }
    return notYet;
  }

  private void carryOut(List<PlannedCall> calls) throws InterruptedException {
    RawJson resumeData = attempt.task().resumeData();
    Map<String, RawJson> resumes =
        resumeData == null
            ? Map.of()
            : state.suspendedCall().map(id -> Map.of(id, resumeData)).orElse(Map.of());
    Toolbox own = team.speaking(state.agent()).own();
    new InlineCalls(
            own, platform.inline(), Recollection.of(calls, own, conversation), attempt, spans)
        .carryOut(
            calls,
            resumes,
            report -> {
              switch (report) {
                case InlineCalls.Output output ->
                    teller.tell(List.of(chunks.toolOutput(output.call(), output.chunk())));
                case InlineCalls.Ended ended -> ended(ended.call(), ended.outcome());
              }
            });
  }

  private void ended(PlannedCall call, Outcome outcome) throws InterruptedException {
    if (outcome instanceof Outcome.Suspended asks) {
      story.take(new Entry.Suspended(teller.next(), call.toolCallId(), asks.payload()));
      suspended.put(
          call.toolCallId(),
          JsonText.raw(
              JsonText.object()
                  .put("toolCallId", call.toolCallId())
                  .put("toolName", call.tool())
                  .<ObjectNode>set("args", JsonText.tree(call.args()))
                  .set("suspendPayload", JsonText.tree(asks.payload()))));
    } else {
      settle(call, InlineCalls.resultOf(outcome).orElseThrow());
    }
  }

  private void settle(PlannedCall call, ToolResult result) throws InterruptedException {
    settle(call, result, List.of(), Usage.NONE);
  }

  private void settle(PlannedCall call, ToolResult result, List<String> heard, Usage usage)
      throws InterruptedException {
    story.take(new Entry.Returned(teller.next(), call.toolCallId(), result, heard, usage));
    turnEndedHere |= state.turnIsOver();
    sinceAdvance++;
  }

  /** The turn is over: another one, a wait, or the end. */
  private Optional<Outcome> betweenTurns() throws InterruptedException {
    List<FinishedChild> news = ends.news();
    for (FinishedChild child : news) {
      ends.inject(child);
    }
    if (request.idle().isEmpty()
        || state.failure().isPresent()
        || state.step().isClientsTurn()
        || (state.calls().hasGoneOn()
            && request.continued().map(RunRequest.Continued::once).orElse(false))) {
      for (FinishedChild child : news) {
        ends.count(child);
      }
      return Optional.of(succeeded());
    }
    if (!news.isEmpty()) {
      reenter(news);
      return Optional.empty();
    }
    Family family = attempt.task().family();
    if (family.heir() != null) {
      while (!state.saysWhoGoesOn()) {
        story.take(new Entry.HandedOver(teller.next(), family.heir()));
      }
      return Optional.of(succeeded());
    }
    Set<String> open = state.calls().open(family);
    RunRequest.UntilIdle idle = request.idle().get();
    Instant until = log.lastAt().plus(idle.maxIdle());
    if (isOver(until)) {
      until = ownTasks.lastOutput(open).map(said -> said.plus(idle.maxIdle())).orElse(until);
    }
    return Optional.of(
        isOver(until) || family.suspended().containsAll(open)
            ? succeeded()
            : waits(TaskState.Waiting.idle(open, idle.all(), until)));
  }

  /** Whether nobody waits any more between turns; a turn that has just ended begins the count. */
  private boolean isOver(Instant until) {
    return !turnEndedHere && !platform.clock().instant().isBefore(until);
  }

  private void reenter(List<FinishedChild> news) throws InterruptedException {
    List<FinishedCall> calls =
        news.stream().map(child -> ChildResults.finished(child, state)).toList();
    Usage usage = Usage.NONE;
    for (FinishedChild child : news) {
      usage = usage.plus(below.of(child));
    }
    story.take(new Entry.Reentered(teller.next(), platform.newId().get(), calls, usage));
    turnEndedHere = false;
  }

  private Outcome waits(TaskState.Waiting waiting) {
    return new Outcome.Waits(waiting, List.of(), ends.takeHandled());
  }

  private Outcome succeeded() throws InterruptedException {
    if (ends.hasHandled()) {
      advance(List.of());
    }
    return new Outcome.Succeeded(RunResult.of(state));
  }

  private static String taskId(PlannedCall call) {
    return Objects.requireNonNull(call.child()).taskId();
  }
}
