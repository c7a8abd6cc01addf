package io.offstage.worker.attempt;

import io.offstage.settings.InputLimits;
import io.offstage.task.Task;
import io.offstage.telemetry.Traces;
import io.offstage.topic.FinishedChild;
import java.util.List;

/** Runs each attempt on a virtual thread of its own. */
public final class VirtualThreadAttempts implements Attempts {

  private final Handlers handlers;
  private final OutputWriter output;
  private final ToldChildren children;
  private final FailurePolicy failures;
  private final OutcomeGuard guard;
  private final Traces traces = Traces.global();

  /**
   * @param handlers the code this worker has
   * @param output where chunks go; closed by whoever made it, after the last attempt has ended
   * @param children reads ends of children that are no longer in memory
   * @param failures what becomes of what the code throws
   * @param limits the largest results, payloads and errors
   */
  public VirtualThreadAttempts(
      Handlers handlers,
      OutputWriter output,
      ToldChildren children,
      FailurePolicy failures,
      InputLimits limits) {
    this.handlers = handlers;
    this.output = output;
    this.children = children;
    this.failures = failures;
    this.guard = new OutcomeGuard(limits);
  }

  @Override
  public boolean knows(String toolName) {
    return handlers.find(toolName).isPresent();
  }

  @Override
  public RunningAttempt start(Task task, List<FinishedChild> told, AttemptSink sink) {
    VirtualThreadAttempt attempt =
        new VirtualThreadAttempt(
            task,
            handlers.find(task.start().call().toolName()),
            output.begin(task),
            new Inbox(task, told, children),
            new Ending(failures, guard, sink),
            traces);
    attempt.begin();
    return attempt;
  }
}
