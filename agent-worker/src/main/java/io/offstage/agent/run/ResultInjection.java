package io.offstage.agent.run;

import io.offstage.agent.memory.PatientStore;
import io.offstage.store.ThreadKey;
import io.offstage.task.MemoryScope;
import io.offstage.task.Outcome;
import io.offstage.task.RawJson;
import io.offstage.topic.FinishedChild;
import io.offstage.topic.PoolRules;
import io.offstage.worker.attempt.Attempt;
import io.offstage.worker.attempt.TaskHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The code behind tool {@code inject-result}: the end of a task whose run has ended is written into
 * the thread, in place of the acknowledgement, so that the next turn reads it.
 */
public final class ResultInjection implements TaskHandler {

  public static final String TOOL = "inject-result";

  private static final Logger LOG = LoggerFactory.getLogger(ResultInjection.class);

  private final PatientStore store;

  public ResultInjection(PatientStore store) {
    this.store = store;
  }

  @Override
  public Outcome run(Attempt attempt) throws InterruptedException {
    for (FinishedChild child : attempt.finishedChildren()) {
      MemoryScope scope = scopeOfCaller(child);
      if (scope.resourceId() == null || scope.threadId() == null) {
        LOG.atDebug().addKeyValue("task", child.taskId()).log("no thread to inject a result into");
        continue;
      }
      store.changeContent(
          new ThreadKey(scope.resourceId(), scope.threadId()),
          child.toolCallId(),
          content -> ChildResults.injected(content, child));
    }
    return new Outcome.Succeeded(RawJson.EMPTY_OBJECT);
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
