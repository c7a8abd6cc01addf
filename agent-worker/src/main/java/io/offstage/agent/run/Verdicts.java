package io.offstage.agent.run;

import io.offstage.agent.background.PlannedCall;
import io.offstage.task.Family;
import io.offstage.topic.FinishedChild;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * What the owners of tasks say that ask not to wait where their key is busy.
 *
 * @param missing tasks whose owners have not said anything yet
 * @param instead calls in place of those that were refused
 * @param refused the ends of the tasks that were
 * @param early the ends of tasks that were taken and are over already
 */
record Verdicts(
    Set<String> missing,
    List<PlannedCall> instead,
    List<FinishedChild> refused,
    List<FinishedChild> early) {

  /**
   * As far as they are known now.
   *
   * @param calls each has a task
   * @param here whether a tool can be carried out in the run itself
   * @param newTaskId of a task in place of a refused one
   */
  static Verdicts on(
      List<PlannedCall> calls,
      Family family,
      ToldEnds ends,
      Predicate<String> here,
      Supplier<String> newTaskId) {
    Set<String> missing = new HashSet<>();
    List<PlannedCall> instead = new ArrayList<>();
    List<FinishedChild> refused = new ArrayList<>();
    List<FinishedChild> early = new ArrayList<>();
    for (PlannedCall call : calls) {
      String taskId = Objects.requireNonNull(call.child()).taskId();
      FinishedChild child = ends.find(taskId);
      if (child == null) {
        if (!family.accepted().contains(taskId)) {
          missing.add(taskId);
        }
      } else if (child.wasRefused()) {
        instead.add(
            call.insteadOfRefused(
                Objects.requireNonNull(child.error()).message(),
                here.test(call.tool()),
                newTaskId));
        refused.add(child);
      } else {
        early.add(child);
      }
    }
    return new Verdicts(missing, instead, refused, early);
  }
}
