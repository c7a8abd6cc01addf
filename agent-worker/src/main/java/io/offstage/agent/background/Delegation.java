package io.offstage.agent.background;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offstage.agent.definition.AgentDefinition;
import io.offstage.agent.memory.JsonText;
import io.offstage.worker.tool.Background;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** How docker-agent's tools name another agent: in an argument. */
public enum Delegation {
  /** The other agent's run is awaited, and its answer is the result. */
  TRANSFER(
      "transfer_task",
      "Transfers a task to a member of your team, and returns what it comes to. Describe the task"
          + " clearly and concisely, and the output that you expect.",
      true),
  /** The other agent's run is acknowledged at once. */
  BACKGROUND(
      "run_background_agent",
      "Starts a task of a sub-agent in the background and returns its task ID at once. Several may"
          + " run side by side; look at them with view_background_agent.",
      true),
  /** The conversation goes on with the other agent, in the same run and thread. */
  HANDOFF("handoff", "Hands the conversation over to another agent.", false);

  /** The most tasks of {@link #BACKGROUND} that an agent may have running in a thread. */
  public static final int MOST_RUNNING = 20;

  private static final String AGENT_TASK = "agent_task_";

  private final String toolName;
  private final String description;
  private final boolean bringsTask;

  Delegation(String toolName, String description, boolean bringsTask) {
    this.toolName = toolName;
    this.description = description;
    this.bringsTask = bringsTask;
  }

  /** The name that models know it by. */
  public String toolName() {
    return toolName;
  }

  public static Optional<Delegation> ofName(String name) {
    return Arrays.stream(values()).filter(one -> one.toolName.equals(name)).findFirst();
  }

  OfferedTool offer(List<AgentDefinition> agents) {
    ObjectNode schema = JsonText.object().put("type", "object");
    ObjectNode properties = schema.putObject("properties");
    ObjectNode agent =
        properties.putObject("agent").put("type", "string").put("description", directory(agents));
    if (!agents.isEmpty()) {
      ArrayNode names = agent.putArray("enum");
      agents.forEach(one -> names.add(one.name()));
    }
    ArrayNode required = schema.putArray("required").add("agent");
    if (bringsTask) {
      properties
          .putObject("task")
          .put("type", "string")
          .put("description", "A clear and concise description of what the agent shall achieve");
      properties
          .putObject("expected_output")
          .put("type", "string")
          .put("description", "What it shall come to (optional)");
      required.add("task");
    }
    return new OfferedTool(
        toolName,
        description,
        JsonText.raw(schema),
        Background.NEVER,
        new OfferedTool.AnyOf(this, agents.stream().map(AgentDefinition::name).toList()));
  }

  private static String directory(List<AgentDefinition> agents) {
    StringBuilder text = new StringBuilder(agents.isEmpty() ? "There are none" : "One of:");
    for (AgentDefinition agent : agents) {
      text.append("\n- ").append(agent.name());
      if (!agent.description().isBlank()) {
        text.append(": ").append(agent.description().strip());
      }
    }
    return text.toString();
  }

  /**
   * Why a call cannot be carried out, in docker-agent's words.
   *
   * @param caller the agent that calls
   * @param agents whom it may name
   */
  Optional<String> refusal(String caller, JsonNode args, List<String> agents) {
    String agent = args.path("agent").asText();
    boolean listed = agents.contains(agent);
    return switch (this) {
      case BACKGROUND -> {
        if (agent.isBlank()) {
          yield Optional.of("agent name must not be empty");
        }
        if (args.path("task").asText().isBlank()) {
          yield Optional.of("task must not be empty");
        }
        yield listed
            ? Optional.empty()
            : Optional.of(
                "agent \"%s\" is not in the sub-agents list. %s"
                    .formatted(
                        agent,
                        agents.isEmpty()
                            ? "This agent has no sub-agents configured."
                            : "Available: " + String.join(", ", agents)));
      }
      case TRANSFER ->
          listed
              ? Optional.empty()
              : Optional.of(cannot(caller, "transfer task to", agent, "sub-agents", agents));
      case HANDOFF ->
          listed
              ? Optional.empty()
              : Optional.of(cannot(caller, "hand off to", agent, "handoffs", agents));
    };
  }

  private static String cannot(
      String caller, String action, String agent, String list, List<String> agents) {
    return "Agent %s cannot %s %s: target agent not in %s list. %s"
        .formatted(
            caller,
            action,
            agent,
            list,
            agents.isEmpty()
                ? "No agents are configured in this list."
                : "Available agent IDs are: " + String.join(", ", agents));
  }

  /** What a run is told that one of these calls has started: a system message, and a nudge. */
  static ArrayNode messages(JsonNode args) {
    String expected = args.path("expected_output").asText();
    ArrayNode messages = JsonText.MAPPER.createArrayNode();
    messages
        .addObject()
        .put("role", "system")
        .put(
            "content",
            "You are a member of a team of agents. Your goal is to complete the following task:"
                + "\n\n<task>\n%s\n</task>".formatted(args.path("task").asText())
                + (expected.isBlank()
                    ? ""
                    : "\n\n<expected_output>\n%s\n</expected_output>".formatted(expected)));
    messages.addObject().put("role", "user").put("content", "Please proceed.");
    return messages;
  }

  /** Why the twenty-first is not started. */
  public static String tooMany() {
    return ("maximum concurrent background agent tasks (%d) reached; stop or wait for existing"
            + " tasks to complete")
        .formatted(MOST_RUNNING);
  }

  /** The acknowledgement of {@link #BACKGROUND}. */
  static String ack(String taskId, JsonNode args) {
    return "Background agent task started with ID: %s\nAgent: %s\nTask: %s"
        .formatted(taskId, args.path("agent").asText(), args.path("task").asText());
  }

  /** What the agent that the conversation goes on with reads first. */
  public static String handedOff(String from) {
    return ("The agent %s handed off the conversation to you. Look at the conversation history for"
            + " context, but use only the tools and handoffs that are offered to you now: those in"
            + " the history may be another agent's. Do your part of the task, then hand off to the"
            + " next agent, if you have one, or answer the user.")
        .formatted(from);
  }

  static String newTaskId(String id) {
    return AGENT_TASK + id;
  }

  /** Whether a task was started by {@link #BACKGROUND}, by its id. */
  public static boolean isAgentTask(String taskId) {
    return taskId.startsWith(AGENT_TASK);
  }
}
