package io.offstage.worker.tool;

import io.offstage.task.ErrorCode;
import io.offstage.task.Outcome;
import io.offstage.task.RawJson;
import io.offstage.task.TaskError;
import io.offstage.worker.process.ChildProcess;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;

/**
 * A tool that is a program: arguments are its input, as JSON; see {@link ProcessAnswer} for what it
 * may write. It is told of the call by {@code OFFSTAGE_…} variables and {@code TRACEPARENT}. An
 * interrupt ends it and everything that it has started.
 */
public final class ProcessTool implements ConfiguredTool {

  /** What a line may have around a result. */
  private static final int ENVELOPE_BYTES = 64;

  /** As the JDK names them: not there, not permitted, not a program. */
  private static final Pattern NEVER = Pattern.compile("error(=|: )(2|8|13)\\b");

  private final ProcessToolSpec spec;
  private final int resultBytes;

  /**
   * A tool that its worker is allowed to run.
   *
   * @param resultBytes the largest result ({@code limits.result}), and the longest line
   */
  public ProcessTool(ProcessToolSpec spec, int resultBytes) {
    this.spec = spec;
    this.resultBytes = resultBytes;
  }

  @Override
  public ProcessToolSpec spec() {
    return spec;
  }

  @Override
  public Outcome call(RawJson args, ToolContext context) throws IOException, InterruptedException {
    try (ChildProcess child = start(context);
        OutputLines lines = new OutputLines(child, resultBytes + ENVELOPE_BYTES)) {
      child.feed(args.text());
      ProcessAnswer answer = new ProcessAnswer(context, resultBytes);
      for (String line = lines.next(); line != null; line = lines.next()) {
        answer.take(line);
      }
      // Without a deadline: the attempt's own interrupts this thread.
      int exit = child.exit().get();
      return answer.end(spec.program().shown(), exit, child.errorTail());
    } catch (BoundedBody.TooLarge _) {
      return new Outcome.TerminalFailure(
          TaskError.of(
              ErrorCode.RESULT_TOO_LARGE,
              "What %s wrote for task %s (tool \"%s\") has more than %d bytes (limits.result)"
                  .formatted(spec.program().shown(), context.taskId(), name(), resultBytes)));
    } catch (ExecutionException e) {
      throw new IOException("the end of " + spec.program().shown() + " was not seen", e.getCause());
    }
  }

  private ChildProcess start(ToolContext context) throws IOException {
    try {
      return ChildProcess.start(spec.program(), CallVariables.of(context));
    } catch (IOException e) {
      String told = String.valueOf(e.getMessage());
      if (NEVER.matcher(told).find()) {
        throw new NonRetryableException("tool \"%s\": %s".formatted(name(), told), e);
      }
      throw e;
    }
  }
}
