package io.offstage.worker.attempt;

import io.offstage.task.ErrorCode;
import io.offstage.task.Outcome;
import io.offstage.task.RawJson;
import io.offstage.task.TaskError;
import io.offstage.worker.tool.Tool;
import io.offstage.worker.tool.Toolbox;
import java.util.Optional;

/** Runs a tool as a task: its arguments are checked first, and it sees the attempt as its call. */
final class ToolHandler implements TaskHandler {

  private final Tool tool;
  private final Toolbox toolbox;

  /**
   * @param toolbox has the tool
   */
  ToolHandler(Tool tool, Toolbox toolbox) {
    this.tool = tool;
    this.toolbox = toolbox;
  }

  @Override
  public Outcome run(Attempt attempt) throws Exception {
    RawJson args = attempt.task().start().call().args();
    Optional<String> refusal = toolbox.refusal(tool.name(), args);
    if (refusal.isPresent()) {
      return new Outcome.TerminalFailure(TaskError.of(ErrorCode.INVALID_ARGS, refusal.get()));
    }
    return tool.call(args, new AttemptContext(attempt));
  }
}
