package io.offstage.agent.memory;

import io.offstage.store.CommittedStep;
import io.offstage.store.MemoryStore;
import io.offstage.store.MessageRow;
import io.offstage.store.RunKey;
import io.offstage.store.StepRow;
import io.offstage.store.StoreUnavailable;
import io.offstage.store.ThreadKey;
import io.offstage.store.ThreadRow;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The memory store for runs: while Postgres does not answer, the caller waits, however long, until
 * it is interrupted. Every operation may be repeated.
 */
public class PatientStore {

  private static final Logger LOG = LoggerFactory.getLogger(PatientStore.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private final MemoryStore store;

  public PatientStore(MemoryStore store) {
    this.store = store;
  }

  public ThreadRow ensureThread(ThreadRow thread) throws InterruptedException {
    return insist(() -> store.ensureThread(thread));
  }

  public List<MessageRow> lastMessages(ThreadKey thread, int count) throws InterruptedException {
    return insist(() -> store.lastMessages(thread, count));
  }

  public List<StepRow> steps(RunKey run) throws InterruptedException {
    return insist(() -> store.steps(run));
  }

  public CommittedStep commitStep(StepRow step, List<MessageRow> messages)
      throws InterruptedException {
    return insist(() -> store.commitStep(step, messages));
  }

  public void changeContent(ThreadKey thread, String toolCallId, UnaryOperator<String> change)
      throws InterruptedException {
    insist(() -> store.replaceToolResult(thread, toolCallId, change));
  }

  private static <T> T insist(Supplier<T> work) throws InterruptedException {
    Duration pause = FIRST_PAUSE;
    while (true) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      try {
        return work.get();
      } catch (RuntimeException e) {
        if (Thread.interrupted()) {
          throw (InterruptedException) new InterruptedException().initCause(e);
        }
        if (!(e instanceof StoreUnavailable)) {
          throw e;
        }
        LOG.atWarn()
            .addKeyValue("pauseMs", pause.toMillis())
            .setCause(e)
            .log("Postgres does not answer; the run waits");
        Thread.sleep(pause);
        Duration doubled = pause.multipliedBy(2);
        pause = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
      }
    }
  }
}
