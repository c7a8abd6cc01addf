package io.offstage.agent.run;

import com.fasterxml.jackson.databind.JsonNode;
import io.offstage.agent.background.FinishedCall;
import io.offstage.agent.background.PlannedCall;
import io.offstage.agent.memory.JsonText;
import io.offstage.agent.memory.PatientStore;
import io.offstage.agent.model.Usage;
import io.offstage.store.RunKey;
import io.offstage.task.MemoryScope;
import io.offstage.topic.FinishedChild;
import io.offstage.topic.PoolRules;
import java.time.Clock;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * What runs below a run have used. One that has completed says so itself; of one that was
 * cancelled, has timed out or failed its steps tell, and those of the runs it had started and never
 * heard of. Tokens of a step that was cut are nowhere.
 */
final class UsageBelow {

  private final PatientStore store;
  private final Clock clock;

  UsageBelow(PatientStore store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  /** What a delegated run has used, and those below it; nothing for any other task. */
  Usage of(FinishedChild child) throws InterruptedException {
    if (!child.toolName().equals(PoolRules.RUN_TOOL)) {
      return Usage.NONE;
    }
    return child.result() == null
        ? ofSteps(child.origin().scope(), child.taskId())
        : ofResult(JsonText.tree(child.result()));
  }

  private static Usage ofResult(JsonNode run) {
    JsonNode total = run.path(run.has("treeUsage") ? "treeUsage" : "usage");
    return new Usage(
        total.path("inputTokens").asLong(),
        total.path("outputTokens").asLong(),
        total.path("totalTokens").asLong());
  }

  private Usage ofSteps(MemoryScope scope, String run) throws InterruptedException {
    Usage usage = Usage.NONE;
    Map<String, String> delegated = new LinkedHashMap<>();
    Set<String> counted = new HashSet<>();
    for (RunLog.Stored stored : RunLog.open(store, new RunKey(scope, run), clock).entries()) {
      switch (stored.entry()) {
        case Entry.Replied e -> {
          usage = usage.plus(e.usage());
          e.calls().forEach(call -> delegates(call, delegated));
        }
        case Entry.Judged e -> e.instead().forEach(call -> delegates(call, delegated));
        case Entry.Returned e -> {
          usage = usage.plus(e.usage());
          counted.addAll(e.heard());
          counted.add(delegated.getOrDefault(e.toolCallId(), ""));
        }
        case Entry.Reentered e -> {
          usage = usage.plus(e.usage());
          e.finished().stream().map(FinishedCall::taskId).forEach(counted::add);
        }
        case Entry.Heard e -> {
          usage = usage.plus(e.usage());
          counted.add(e.taskId());
        }
        case Entry.Asked _,
            Entry.Continued _,
            Entry.TookIn _,
            Entry.WentOn _,
            Entry.HandedOver _,
            Entry.Failed _,
            Entry.Suspended _,
            Entry.Renumbered _ -> {}
      }
    }
    for (String below : delegated.values()) {
      if (!counted.contains(below)) {
        usage = usage.plus(ofSteps(scope.below(below), below));
      }
    }
    return usage;
  }

  /** Notes the run that a call starts, by the call's id. */
  private static void delegates(PlannedCall call, Map<String, String> delegated) {
    PlannedCall.Child child = call.child();
    if (child != null && child.agent() != null) {
      delegated.put(call.toolCallId(), child.taskId());
    }
  }
}
