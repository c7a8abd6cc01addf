package io.offstage.agent.toolset;

import io.offstage.task.Outcome;
import io.offstage.task.RawJson;
import io.offstage.worker.tool.Background;
import io.offstage.worker.tool.Tool;
import io.offstage.worker.tool.ToolContext;
import java.util.List;

/**
 * A tool whose answer follows from its arguments and the calls before it, and from nothing else.
 *
 * @param inputSchema JSON Schema of the arguments
 */
public record RecallingTool(String name, String description, RawJson inputSchema, Answer answer)
    implements Tool {

  /** Works an answer out. */
  public interface Answer {
    Outcome of(RawJson args, List<EarlierCall> before);
  }

  @Override
  public Background background() {
    return Background.NEVER;
  }

  /** As the first call of a thread. */
  @Override
  public Outcome call(RawJson args, ToolContext context) {
    return answer.of(args, List.of());
  }
}
