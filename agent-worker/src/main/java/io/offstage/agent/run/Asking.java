package io.offstage.agent.run;

import io.offstage.agent.background.FinishedCall;
import io.offstage.agent.background.PlannedCall;
import io.offstage.agent.background.Planner;
import io.offstage.agent.memory.MessageContent;
import io.offstage.agent.memory.Said;
import io.offstage.agent.model.Delta;
import io.offstage.agent.model.ModelFailure;
import io.offstage.agent.model.ModelReply;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Asks the model for the next step, telling its deltas as they come. Not thread-safe. */
final class Asking {

  private final RunRequest request;
  private final Equipped agent;
  private final Platform platform;
  private final Conversation conversation;
  private final RunState state;
  private final Telling telling;
  private final Planner planner;

  Asking(
      RunRequest request,
      Equipped agent,
      Platform platform,
      Conversation conversation,
      RunState state,
      Telling telling) {
    this.request = request;
    this.agent = agent;
    this.platform = platform;
    this.conversation = conversation;
    this.state = state;
    this.telling = telling;
    this.planner =
        new Planner(agent.resolver(), platform.inline(), request.depth(), platform.newId());
  }

  /** What is to be written: a reply, whose first chunks have been told already, or a failure. */
  Entry ask() throws InterruptedException {
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
                  Prompt.of(agent, request, history, toReactTo),
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
          plan(reply),
          reply.finishReason(),
          reply.usage(),
          reply.model());
    } catch (ModelFailure e) {
      teller.tell(narrator.end(List.of()));
      return new Entry.Failed(teller.next(), String.valueOf(e.getMessage()), e.kind());
    }
  }

  private List<PlannedCall> plan(ModelReply reply) {
    Instant now = platform.clock().instant();
    return reply.calls().stream()
        .map(
            call ->
                planner.plan(
                    call.id(), call.tool(), agent.tool(call.tool()), call.arguments(), now))
        .toList();
  }
}
