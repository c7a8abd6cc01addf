package io.offstage.worker.tool;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.offstage.task.ErrorCode;
import io.offstage.task.Outcome;
import io.offstage.task.RawJson;
import io.offstage.task.TaskError;
import java.util.List;

/** A tool whose code is Java. */
record JavaTool<I>(
    String name,
    String description,
    RawJson inputSchema,
    Background background,
    String pool,
    ArgumentReader<I> reader,
    ToolCode<I> code)
    implements Tool {

  @Override
  public Outcome call(RawJson args, ToolContext context) throws Exception {
    I input;
    try {
      input = reader.read(args);
    } catch (JsonProcessingException e) {
      return new Outcome.TerminalFailure(
          TaskError.of(
              ErrorCode.INVALID_ARGS, ArgumentCheck.refusal(name, List.of(ToolJson.told(e)))));
    }
    Object result = code.run(input, context);
    return result instanceof Outcome outcome
        ? outcome
        : new Outcome.Succeeded(ToolJson.write(result));
  }
}
