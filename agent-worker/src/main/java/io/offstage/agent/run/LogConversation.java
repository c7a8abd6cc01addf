package io.offstage.agent.run;

import io.offstage.agent.background.PlannedCall;
import io.offstage.agent.memory.MessageContent;
import io.offstage.agent.memory.Said;
import io.offstage.agent.memory.ToolResult;
import io.offstage.store.MessageRow;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** The conversation of a run without memory: what its own log says. */
final class LogConversation implements Conversation {

  private final List<Said> said = new ArrayList<>();

  @Override
  public List<Said> history() {
    return List.copyOf(said);
  }

  @Override
  public List<MessageRow> rows(int index, Entry entry) {
    return List.of();
  }

  @Override
  public void accepted(Entry entry) {
    switch (entry) {
      case Entry.Asked e -> said.addAll(e.messages());
      case Entry.Replied e -> said.add(new Said("assistant", acknowledged(e)));
      case Entry.Returned e -> settle(e.toolCallId(), e.result());
      case Entry.Continued _,
          Entry.Judged _,
          Entry.Reentered _,
          Entry.Heard _,
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

  private static String acknowledged(Entry.Replied reply) {
    return acknowledge(contentOf(reply), reply);
  }

  private void settle(String toolCallId, ToolResult result) {
    said.replaceAll(
        message ->
            new Said(
                message.role(), MessageContent.withResult(message.content(), toolCallId, result)));
  }
}
