package io.offstage.agent.run;

import io.offstage.agent.memory.PatientStore;
import io.offstage.store.CommittedStep;
import io.offstage.store.MemoryStore;
import io.offstage.store.MessageRow;
import io.offstage.store.StepRow;
import io.offstage.store.ThreadKey;
import io.offstage.store.ThreadRow;
import java.util.List;
import java.util.function.UnaryOperator;

/** The real store, before and after each of whose writes the worker may die. */
final class CrashingStore extends PatientStore {

  private final Boundary boundary;

  CrashingStore(MemoryStore store, Boundary boundary) {
    super(store);
    this.boundary = boundary;
  }

  @Override
  public ThreadRow ensureThread(ThreadRow thread) throws InterruptedException {
    boundary.pass();
    return super.ensureThread(thread);
  }

  @Override
  public CommittedStep commitStep(StepRow step, List<MessageRow> messages)
      throws InterruptedException {
    boundary.pass();
    CommittedStep committed = super.commitStep(step, messages);
    boundary.pass();
    return committed;
  }

  @Override
  public void changeContent(ThreadKey thread, String toolCallId, UnaryOperator<String> change)
      throws InterruptedException {
    boundary.pass();
    super.changeContent(thread, toolCallId, change);
    boundary.pass();
  }
}
