package io.offstage.agent.memory;

import io.offstage.store.CommittedStep;
import io.offstage.store.MemoryStore;
import io.offstage.store.MessageRow;
import io.offstage.store.RunKey;
import io.offstage.store.StepRow;
import io.offstage.store.ThreadKey;
import io.offstage.store.ThreadRow;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The memory store for runs: while Postgres does not answer, the caller waits, however long, until
 * it is interrupted. Every operation may be repeated.
 */
public class PatientStore {

  private final MemoryStore store;

  public PatientStore(MemoryStore store) {
    this.store = store;
  }

  public ThreadRow ensureThread(ThreadRow thread) throws InterruptedException {
    return Patience.insist(() -> store.ensureThread(thread));
  }

  public List<MessageRow> lastMessages(ThreadKey thread, int count) throws InterruptedException {
    return Patience.insist(() -> store.lastMessages(thread, count));
  }

  public List<StepRow> steps(RunKey run) throws InterruptedException {
    return Patience.insist(() -> store.steps(run));
  }

  public CommittedStep commitStep(StepRow step, List<MessageRow> messages)
      throws InterruptedException {
    return Patience.insist(() -> store.commitStep(step, messages));
  }

  public void changeContent(ThreadKey thread, String toolCallId, UnaryOperator<String> change)
      throws InterruptedException {
    Patience.insist(() -> store.replaceToolResult(thread, toolCallId, change));
  }
}
