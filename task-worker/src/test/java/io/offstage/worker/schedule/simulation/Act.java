package io.offstage.worker.schedule.simulation;

import io.offstage.task.Outcome;
import io.offstage.task.TaskStart;
import java.util.List;

/** What the code of an attempt does next. */
sealed interface Act {

  /** It stops. */
  record End(Outcome outcome) implements Act {}

  /** It makes a step durable and waits for that. */
  record Step(List<TaskStart> children, List<String> handled) implements Act {}
}
