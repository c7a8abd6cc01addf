package io.offstage.store;

import java.util.List;

/**
 * A step as it stands in Postgres, whoever wrote it.
 *
 * @param won whether this call wrote it; if not, the caller goes on with what it finds here
 * @param messages of the step, by ordinal
 */
public record CommittedStep(StepRow step, boolean won, List<MessageRow> messages) {

  public CommittedStep {
    messages = List.copyOf(messages);
  }
}
