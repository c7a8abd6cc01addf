package io.offstage.agent.run;

import io.offstage.agent.background.Delegation;
import io.offstage.agent.background.FinishedCall;
import io.offstage.agent.background.OfferedTool;
import io.offstage.agent.background.PlannedCall;
import io.offstage.agent.background.Planner;
import io.offstage.agent.memory.Incoming;
import io.offstage.agent.memory.MessageContent;
import io.offstage.agent.memory.Said;
import io.offstage.agent.model.Delta;
import io.offstage.agent.model.ModelFailure;
import io.offstage.agent.model.ModelReply;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Asks the model for the next step, telling its deltas as they come. Not thread-safe. */
final class Asking {

  private final RunRequest request;
  private final Team team;
  private final Platform platform;
  private final Conversation conversation;
  private final RunState state;
  private final Telling telling;
  private final OwnTasks ownTasks;

  Asking(
      RunRequest request,
      Team team,
      Platform platform,
      Conversation conversation,
      RunState state,
      Telling telling,
      OwnTasks ownTasks) {
    this.request = request;
    this.team = team;
    this.platform = platform;
    this.conversation = conversation;
    this.state = state;
    this.telling = telling;
    this.ownTasks = ownTasks;
  }

  /** The first entry. What the conversation holds already is not said again. */
  Entry.Asked begin() throws InterruptedException {
    Set<String> known = new HashSet<>();
    conversation
        .history()
        .forEach(said -> known.addAll(MessageContent.toolCallIds(said.content())));
    Incoming incoming = request.incoming().in(known);
    return new Entry.Asked(
        telling.teller().next(), platform.newId().get(), incoming.messages(), incoming.results());
  }

  /** What is to be written: a reply, whose first chunks have been told already, or a failure. */
  Entry ask() throws InterruptedException {
    Equipped agent = team.speaking(state.agent());
    List<Said> history = conversation.history();
    Set<String> takenIds = new HashSet<>();
    history.forEach(said -> takenIds.addAll(MessageContent.toolCallIds(said.content())));
    boolean firstOfTurn = state.givenMessageId().isPresent();
    List<FinishedCall> toReactTo = firstOfTurn ? state.toReactTo() : List.of();
    String messageId = state.givenMessageId().orElseGet(platform.newId());
    Teller teller = telling.teller();
    Narrator narrator = new Narrator(telling.chunks(), messageId);
    List<Delta> deltas = new ArrayList<>();
    long at = teller.next();
    try {
      ModelReply reply =
          platform
              .models()
              .ask(
                  agent.agent().model(),
                  state.turnId(),
                  new Prompt(agent, request, state).of(history, toReactTo),
                  takenIds,
                  delta -> {
                    if (deltas.isEmpty()) {
                      teller.tell(narrator.begin());
                    }
                    deltas.add(delta);
                    teller.tell(narrator.tell(delta));
                  });
      return new Entry.Replied(
          at,
          messageId,
          deltas,
          reply.text(),
          reply.reasoning(),
          plan(agent, reply),
          reply.finishReason(),
          reply.usage(),
          reply.model());
    } catch (ModelFailure e) {
      teller.tell(narrator.end(List.of()));
      return new Entry.Failed(teller.next(), String.valueOf(e.getMessage()), e.kind());
    }
  }

  private List<PlannedCall> plan(Equipped agent, ModelReply reply) throws InterruptedException {
    Planner planner =
        new Planner(
            agent.agent().name(),
            agent.resolver(),
            platform.inline(),
            request.depth(),
            platform.newId());
    Instant now = platform.clock().instant();
    List<PlannedCall> calls =
        reply.calls().stream()
            .map(
                call ->
                    planner.plan(
                        call.id(), call.tool(), offered(agent, call.tool()), call.arguments(), now))
            .toList();
    return ownTasks.fitting(
        calls.stream().anyMatch(PlannedCall::startsBackgroundAgent) ? limited(calls) : calls);
  }

  /** What the client brings goes before what the agent has under the same name. */
  private Optional<OfferedTool> offered(Equipped agent, String name) {
    return request.clientTools().stream()
        .filter(tool -> tool.name().equals(name))
        .findFirst()
        .or(() -> agent.tool(name));
  }

  /** Those that would be too many in the background are refused. */
  private List<PlannedCall> limited(List<PlannedCall> calls) throws InterruptedException {
    int running = ownTasks.runningAgents();
    List<PlannedCall> out = new ArrayList<>();
    for (PlannedCall call : calls) {
      boolean tooMany = call.startsBackgroundAgent() && running++ >= Delegation.MOST_RUNNING;
      out.add(tooMany ? call.refused(Delegation.tooMany()) : call);
    }
    return out;
  }
}
