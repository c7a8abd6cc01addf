package io.offstage.agent.run;

import io.offstage.agent.memory.PatientStore;
import io.offstage.store.RunKey;
import io.offstage.store.ThreadKey;
import io.offstage.task.MemoryScope;
import io.offstage.task.Outcome;
import io.offstage.task.RawJson;
import io.offstage.topic.FinishedChild;
import io.offstage.topic.PoolRules;
import io.offstage.worker.attempt.Attempt;
import io.offstage.worker.attempt.TaskHandler;
import java.time.Clock;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The code behind tool {@code inject-result}: the end of a task whose run has ended is written into
 * the thread, in place of the acknowledgement, so that the next turn reads it. Where there is no
 * thread, it is written into the log of the run that called the tool: a run that goes on from that
 * one reads it.
 */
public final class ResultInjection implements TaskHandler {

  public static final String TOOL = "inject-result";

  private static final Logger LOG = LoggerFactory.getLogger(ResultInjection.class);

  private final PatientStore store;
  private final Clock clock;

  public ResultInjection(PatientStore store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  @Override
  public Outcome run(Attempt attempt) throws InterruptedException {
    for (FinishedChild child : attempt.finishedChildren()) {
      MemoryScope scope = scopeOfCaller(child);
      if (scope.resourceId() == null || scope.threadId() == null) {
        intoLog(child);
        continue;
      }
      store.changeContent(
          new ThreadKey(scope.resourceId(), scope.threadId()),
          child.toolCallId(),
          content -> ChildResults.injected(content, child));
    }
    return new Outcome.Succeeded(RawJson.EMPTY_OBJECT);
  }

  private void intoLog(FinishedChild child) throws InterruptedException {
    RunKey run = new RunKey(child.origin().scope(), child.origin().runId());
    RunLog log = RunLog.open(store, run, clock);
    boolean has = log.entries().stream().anyMatch(one -> holds(one.entry(), child));
    // A delegated run names itself alone, not the run that called it.
    if (log.entries().isEmpty() || child.toolName().equals(PoolRules.RUN_TOOL)) {
      LOG.atDebug().addKeyValue("task", child.taskId()).log("no thread to inject a result into");
      return;
    }
    while (!has) {
      has = log.append(ChildResults.takenIn(log.lastNumber(), child), List.of()).won();
    }
  }

  private static boolean holds(Entry entry, FinishedChild child) {
    return entry instanceof Entry.TookIn took && took.taskId().equals(child.taskId());
  }

  /** A delegated run has a thread of its own below its caller's; a tool has its caller's. */
  static MemoryScope scopeOfCaller(FinishedChild child) {
    MemoryScope scope = child.origin().scope();
    String thread = scope.threadId();
    String own = "/" + child.taskId();
    return child.toolName().equals(PoolRules.RUN_TOOL) && thread != null && thread.endsWith(own)
        ? MemoryScope.of(scope.resourceId(), thread.substring(0, thread.length() - own.length()))
        : scope;
  }
}
