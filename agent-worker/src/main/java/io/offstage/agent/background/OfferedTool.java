package io.offstage.agent.background;

import io.offstage.task.RawJson;
import io.offstage.worker.tool.Background;
import java.util.List;

/**
 * Something an agent can call.
 *
 * @param name as the model knows it
 * @param target what carries it out
 * @param background what it says of itself about running in the background
 */
public record OfferedTool(
    String name, String description, RawJson inputSchema, Background background, Target target) {

  /** What carries a call out. */
  public sealed interface Target {}

  /**
   * A tool.
   *
   * @param pool whose workers run it in the background
   */
  public record InPool(String pool) implements Target {}

  /**
   * Another agent, in a run of its own.
   *
   * @param agent its name
   */
  public record Delegate(String agent) implements Target {}

  /**
   * Another agent, named in the call's arguments.
   *
   * @param agents those that may be named
   */
  public record AnyOf(Delegation delegation, List<String> agents) implements Target {
    public AnyOf {
      agents = List.copyOf(agents);
    }
  }

  /** The worker that runs the agent, inside the run. */
  public record Here() implements Target {}

  /**
   * The worker that runs the agent, inside the run; or, in the background, a worker that has the
   * agent's toolsets too.
   *
   * @param pool whose workers run it in the background
   */
  public record HereOrInPool(String pool) implements Target {}

  /** Whoever has started the run, after it: the call ends the run. */
  public record AtClient() implements Target {}

  /** The run itself. */
  public record Control(ControlTool tool) implements Target {}

  /** Whether there is anything to decide about where it runs. */
  public boolean hasDisposition() {
    return switch (target) {
      case InPool _, HereOrInPool _, Delegate _ -> true;
      case AnyOf _, AtClient _, Control _, Here _ -> false;
    };
  }
}
