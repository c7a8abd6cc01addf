package io.offstage.agent.run;

import io.offstage.agent.memory.Said;
import io.offstage.store.MessageRow;
import java.util.List;
import java.util.function.UnaryOperator;

/** What a run's model has heard so far. */
interface Conversation {

  /** Everything said, oldest first. */
  List<Said> history() throws InterruptedException;

  /**
   * The rows that go with an entry.
   *
   * @param index of the entry
   */
  List<MessageRow> rows(int index, Entry entry);

  /** Whether it is nowhere but in the run's log: what is not an entry is not remembered. */
  boolean isItsLog();

  /** An entry stands. */
  void accepted(Entry entry);

  /** Changes the content of the message that holds this call, if it is kept anywhere. */
  void change(String toolCallId, UnaryOperator<String> change) throws InterruptedException;
}
