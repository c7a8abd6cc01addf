package io.offstage.agent.background;

import io.offstage.task.RawJson;
import io.offstage.worker.tool.Background;

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
}
