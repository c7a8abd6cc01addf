package io.offstage.agent.run;

import io.offstage.agent.background.PlannedCall;
import io.offstage.agent.model.Delta;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns the deltas of one reply into chunks; the same live and from the log. Text is framed by
 * {@code text-start} and {@code text-end}. Not thread-safe.
 */
final class Narrator {

  private final Chunks chunks;
  private final String messageId;
  private int texts;
  private boolean textIsOpen;

  Narrator(Chunks chunks, String messageId) {
    this.chunks = chunks;
    this.messageId = messageId;
  }

  /** The chunks of a whole reply, up to and with its tool calls. */
  static List<Chunk> all(Chunks chunks, Entry.Replied step) {
    Narrator narrator = new Narrator(chunks, step.messageId());
    List<Chunk> out = new ArrayList<>(narrator.begin());
    step.deltas().forEach(delta -> out.addAll(narrator.tell(delta)));
    out.addAll(narrator.end(step.calls()));
    return out;
  }

  List<Chunk> begin() {
    return List.of(chunks.stepStart(messageId));
  }

  List<Chunk> tell(Delta delta) {
    return switch (delta) {
      case Delta.Text text -> text(text.text());
      case Delta.Reasoning r -> List.of(chunks.reasoningDelta("reasoning-" + messageId, r.text()));
      case Delta.CallBegan call -> closing(chunks.callStreamingStart(call.id(), call.tool()));
      case Delta.CallArguments call -> List.of(chunks.callDelta(call.id(), call.text()));
      case Delta.CallEnded call -> List.of(chunks.callStreamingEnd(call.id()));
    };
  }

  List<Chunk> end(List<PlannedCall> calls) {
    List<Chunk> out = new ArrayList<>(closeText());
    calls.forEach(call -> out.add(chunks.toolCall(call)));
    return out;
  }

  private List<Chunk> text(String text) {
    if (textIsOpen) {
      return List.of(chunks.textDelta(textId(), text));
    }
    textIsOpen = true;
    texts++;
    return List.of(chunks.textStart(textId()), chunks.textDelta(textId(), text));
  }

  private List<Chunk> closing(Chunk next) {
    List<Chunk> out = new ArrayList<>(closeText());
    out.add(next);
    return out;
  }

  private List<Chunk> closeText() {
    if (!textIsOpen) {
      return List.of();
    }
    textIsOpen = false;
    return List.of(chunks.textEnd(textId()));
  }

  private String textId() {
    return "text-" + messageId + "-" + texts;
  }
}
