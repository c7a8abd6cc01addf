package io.offstage.agent.run;

import io.offstage.agent.memory.PatientStore;
import io.offstage.store.RunKey;
import io.offstage.task.MemoryScope;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What was said before a run without memory that goes on from another: the log of that one, and of
 * every other run that has gone on from it or that it has gone on from. Only logs of the same scope
 * are read. Not thread-safe.
 */
final class EarlierRuns {

  private final PatientStore store;
  private final MemoryScope scope;
  private final Clock clock;
  private final LogConversation conversation = new LogConversation();
  private final Set<String> read = new HashSet<>();

  private EarlierRuns(PatientStore store, MemoryScope scope, Clock clock) {
    this.store = store;
    this.scope = scope;
    this.clock = clock;
  }

  /**
   * The conversation that a run goes on with. Whoever goes on from the same one later finds this
   * run named in its log.
   *
   * @param earlier the ended run; nothing was said if there is none of this scope
   */
  static LogConversation goingOn(PatientStore store, RunKey run, String earlier, Clock clock)
      throws InterruptedException {
    EarlierRuns runs = new EarlierRuns(store, run.scope(), clock);
    runs.read.add(run.run());
    RunLog log = runs.log(earlier);
    while (!log.entries().isEmpty() && !names(log, run.run())) {
      log.append(new Entry.WentOn(log.lastNumber(), run.run()), List.of());
    }
    runs.read(earlier);
    return runs.conversation;
  }

  private static boolean names(RunLog log, String run) {
    return log.entries().stream()
        .anyMatch(one -> one.entry() instanceof Entry.WentOn on && on.runId().equals(run));
  }

  private void read(String run) throws InterruptedException {
    if (!read.add(run)) {
      return;
    }
    for (RunLog.Stored stored : log(run).entries()) {
      if (stored.entry() instanceof Entry.Continued from) {
        read(from.runId());
      } else if (stored.entry() instanceof Entry.WentOn on) {
        read(on.runId());
      } else {
        conversation.accepted(stored.entry());
      }
    }
  }

  private RunLog log(String run) throws InterruptedException {
    return RunLog.open(store, new RunKey(scope, run), clock);
  }
}
