package io.offstage.agent.run;

import io.offstage.agent.background.PlannedCall;
import io.offstage.agent.memory.MessageContent;
import io.offstage.agent.memory.Said;
import io.offstage.agent.memory.ToolResult;
import io.offstage.store.MessageRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The conversation of a run without memory: what its log says, and those that it goes on from. */
final class LogConversation implements Conversation {

  private final List<Said> said = new ArrayList<>();
  private Entry.@Nullable Replied unjudged;

  @Override
  public List<Said> history() {
    return List.copyOf(said);
  }

  @Override
  public List<MessageRow> rows(int index, Entry entry) {
    return List.of();
  }

  @Override
  public boolean isItsLog() {
    return true;
  }

  @Override
  public void accepted(Entry entry) {
    switch (entry) {
      case Entry.Asked e -> said.addAll(e.messages());
      case Entry.Replied e -> {
        boolean open = e.asksForVerdicts();
        unjudged = open ? e : null;
        said.add(new Said("assistant", open ? contentOf(e) : acknowledge(contentOf(e), e)));
      }
      case Entry.Judged e -> judged(e);
      case Entry.Returned e ->
          replace(content -> MessageContent.withResult(content, e.toolCallId(), e.result()));
      case Entry.TookIn e ->
          replace(
              content ->
                  MessageContent.withBackgroundResult(
                      content, e.toolCallId(), e.task(), e.result()));
      case Entry.Continued _,
          Entry.Reentered _,
          Entry.Heard _,
          Entry.WentOn _,
          Entry.HandedOver _,
          Entry.Failed _,
          Entry.Suspended _,
          Entry.Renumbered _ -> {}
    }
  }

  /** Results are in the log already. */
  @Override
  public void change(String toolCallId, UnaryOperator<String> change) {}

  static String contentOf(Entry.Replied reply) {
    return MessageContent.ofAssistant(
        reply.reasoning(),
        reply.text(),
        reply.calls().stream()
            .map(c -> new MessageContent.Call(c.toolCallId(), c.tool(), c.args()))
            .toList());
  }

  /** The content with an acknowledgement for each call that has one. */
  static String acknowledge(String content, Entry.Replied reply) {
    String out = content;
    for (PlannedCall call : reply.calls()) {
      if (call.way() == PlannedCall.Way.DEFERRED) {
        out =
            MessageContent.withResult(
                out, call.toolCallId(), ToolResult.text(call.acknowledgement()));
      }
    }
    return out;
  }

  /** A task that was refused is not acknowledged: its call has a result of another kind. */
  private void judged(Entry.Judged e) {
    Entry.Replied step = unjudged;
    unjudged = null;
    if (step != null) {
      Set<String> others =
          e.instead().stream().map(PlannedCall::toolCallId).collect(Collectors.toSet());
      Entry.Replied taken =
          step.with(step.calls().stream().filter(c -> !others.contains(c.toolCallId())).toList());
      replace(content -> acknowledge(content, taken));
    }
  }

  private void replace(UnaryOperator<String> change) {
    said.replaceAll(message -> new Said(message.role(), change.apply(message.content())));
  }
}
