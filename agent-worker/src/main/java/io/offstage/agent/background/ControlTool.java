package io.offstage.agent.background;

import io.offstage.task.RawJson;
import io.offstage.worker.tool.Background;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A tool with which a run looks at and acts on the background tasks of its agent in its thread. The
 * run itself carries it out.
 */
public enum ControlTool {
  BG_LIST(
      "bg_list",
      "Lists your background tasks that have not ended: task_id, status, tool, enqueued_at.",
      ""),
  BG_CHECK(
      "bg_check",
      "Looks at one of your background tasks: its status, its result if it has ended, and, if asked"
          + " for, the last things that happened to it and to the tasks below it.",
      """
      "task_id":{"type":"string"},\
      "last_n_events":{"type":"integer","minimum":1,"maximum":100,"description":"How many events"}\
      """),
  BG_CANCEL(
      "bg_cancel", "Cancels one of your background tasks.", "\"task_id\":{\"type\":\"string\"}"),
  BG_WAIT(
      "bg_wait",
      "Waits until all (or any) of these background tasks of yours have ended, and returns them."
          + " Tasks that have not ended in time go on.",
      """
      "task_ids":{"type":"array","items":{"type":"string"}},\
      "mode":{"type":"string","enum":["all","any"],"description":"Default: all"},\
      "timeout_s":{"type":"number","minimum":0,"description":"Seconds; default: 300"}\
      """),
  LIST_AGENTS(
      "list_background_agents", "Lists all background agent tasks with status and runtime.", ""),
  VIEW_AGENT(
      "view_background_agent",
      "Shows the status and the output of a background agent task: what it has said so far while it"
          + " runs, its final answer when it has completed.",
      "\"task_id\":{\"type\":\"string\",\"description\":\"The ID of the background agent task\"}"),
  STOP_AGENT(
      "stop_background_agent",
      "Stops a running background agent task.",
      "\"task_id\":{\"type\":\"string\",\"description\":\"The ID of the background agent task\"}"),
  WAIT_AGENTS(
      "wait_background_agents",
      "Waits until all of these background agent tasks have ended, and collects what came of them."
          + " Start independent tasks first. Tasks that have not ended in time go on; look at each"
          + " task's status: an ended one may have failed.",
      """
      "task_ids":{"type":"array","items":{"type":"string"},"minItems":1,"maxItems":100,\
      "description":"The IDs of the background agent tasks"},\
      "timeout":{"type":"integer","minimum":0,"maximum":3600,\
      "description":"Seconds for all of them together; default: 300"}\
      """);

  /** What an agent with anything eligible for the background has without asking. */
  static final List<ControlTool> OF_TASKS = List.of(BG_LIST, BG_CHECK, BG_CANCEL, BG_WAIT);

  /** What toolset {@code background_agents} brings besides {@code run_background_agent}. */
  static final List<ControlTool> OF_AGENTS =
      List.of(LIST_AGENTS, VIEW_AGENT, STOP_AGENT, WAIT_AGENTS);

  private final String toolName;
  private final String description;
  private final String properties;

  ControlTool(String toolName, String description, String properties) {
    this.toolName = toolName;
    this.description = description;
    this.properties = properties;
  }

  /** The name that models know it by. */
  public String toolName() {
    return toolName;
  }

  public static Optional<ControlTool> ofName(String name) {
    return Arrays.stream(values()).filter(tool -> tool.toolName.equals(name)).findFirst();
  }

  OfferedTool offer() {
    String required =
        this == WAIT_AGENTS
            ? ",\"required\":[\"task_ids\"]"
            : properties.startsWith("\"task_id\"") ? ",\"required\":[\"task_id\"]" : "";
    return new OfferedTool(
        toolName,
        description,
        new RawJson("{\"type\":\"object\",\"properties\":{" + properties + "}" + required + "}"),
        Background.NEVER,
        new OfferedTool.Control(this));
  }
}
