package io.offstage.agent.run;

import io.offstage.agent.memory.MessageContent;
import io.offstage.agent.memory.PatientStore;
import io.offstage.agent.memory.Said;
import io.offstage.store.MessageRow;
import io.offstage.store.ThreadKey;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** The conversation of a run with memory: the thread, as it stands whenever it is looked at. */
final class ThreadConversation implements Conversation {

  private final PatientStore store;
  private final ThreadKey thread;
  private final String runId;
  private final int mostMessages;
  private final Clock clock;

  ThreadConversation(
      PatientStore store, ThreadKey thread, String runId, int mostMessages, Clock clock) {
    this.store = store;
    this.thread = thread;
    this.runId = runId;
    this.mostMessages = mostMessages;
    this.clock = clock;
  }

  @Override
  public List<Said> history() throws InterruptedException {
    return store.lastMessages(thread, mostMessages).stream()
        .map(row -> new Said(row.role(), row.content()))
        .toList();
  }

  @Override
  public List<MessageRow> rows(int index, Entry entry) {
    return switch (entry) {
      case Entry.Asked e -> {
        List<MessageRow> rows = new ArrayList<>();
        for (Said message : e.messages()) {
          rows.add(row(index, rows.size(), runId + "-" + rows.size(), message));
        }
        yield rows;
      }
      case Entry.Replied e ->
          List.of(
              row(index, 0, e.messageId(), new Said("assistant", LogConversation.contentOf(e))));
      case Entry.Continued _,
          Entry.Judged _,
          Entry.Returned _,
          Entry.Reentered _,
          Entry.Heard _,
          Entry.TookIn _,
          Entry.WentOn _,
          Entry.HandedOver _,
          Entry.Failed _,
          Entry.Suspended _,
          Entry.Renumbered _ ->
          List.of();
    };
  }

  @Override
  public boolean isItsLog() {
    return false;
  }

  @Override
  public void accepted(Entry entry) {}

  @Override
  public void change(String toolCallId, UnaryOperator<String> change) throws InterruptedException {
    store.changeContent(thread, toolCallId, change);
  }

  private MessageRow row(int step, int ordinal, String id, Said said) {
    Instant now = clock.instant();
    return new MessageRow(
        thread,
        id,
        said.role(),
        now,
        runId,
        step,
        ordinal,
        said.content(),
        MessageContent.toolCallIds(said.content()));
  }
}
