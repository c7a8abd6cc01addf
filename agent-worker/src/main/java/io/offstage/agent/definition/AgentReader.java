package io.offstage.agent.definition;

import io.offstage.task.RawJson;
import io.offstage.worker.tool.ArgumentCheck;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads one entry of {@code agents}. */
final class AgentReader {

  private static final String BACKGROUND_AGENTS = "background_agents";

  /** Whoever has sub-agents has it anyway. */
  private static final String TRANSFER_TASK = "transfer_task";

  private static final Set<String> TOOLSET_TYPES =
      Set.of(
          "a2a",
          "api",
          BACKGROUND_AGENTS,
          "background_jobs",
          "fetch",
          "filesystem",
          "handoff",
          "lsp",
          "mcp",
          "memory",
          "model_picker",
          "open_url",
          "openapi",
          "plan",
          "rag",
          "scheduler",
          "script",
          "shell",
          "tasks",
          "think",
          "todo",
          TRANSFER_TASK,
          "user_prompt",
          "webhook");

  private final Problems problems;
  private final ModelReader models;
  private final Collection<String> agentNames;
  private final Collection<String> toolNames;
  private final ToolsetReader toolsets;

  /**
   * @param agentNames of the whole file
   * @param toolNames of the file and of the class path
   */
  AgentReader(
      Problems problems,
      ModelReader models,
      Collection<String> agentNames,
      Collection<String> toolNames,
      ToolsetReader toolsets) {
    this.problems = problems;
    this.models = models;
    this.agentNames = agentNames;
    this.toolNames = toolNames;
    this.toolsets = toolsets;
  }

  Optional<AgentDefinition> read(String name, Section in) {
    Optional<ModelChoice> model = models.choice(in);
    List<String> subAgents = agents(in, "sub_agents");
    List<String> handoffs = agents(in, "handoffs");
    List<String> tools = tools(in);
    List<String> offered = new ArrayList<>(tools);
    subAgents.forEach(sub -> offered.add(AgentDefinition.toolNameOf(sub)));
    List<ToolsetDefinition> sets = new ArrayList<>();
    Set<String> types = toolsets(in, sets);
    AgentBackground background =
        in.section("backgroundTasks")
            .map(
                section ->
                    BackgroundSections.ofAgent(
                        section,
                        tool -> subAgents.contains(tool) ? AgentDefinition.toolNameOf(tool) : tool,
                        offered,
                        sets))
            .orElse(AgentBackground.SILENT);
    Integer iterations = in.count("max_iterations", 0);
    Integer history = in.count("num_history_items", 0);
    AnswerSchema answer = in.section("structured_output").map(AgentReader::answer).orElse(null);
    String description = in.text("description", "");
    String instruction = in.text("instruction", "");
    in.ignore("welcome_message", "add_description_parameter");
    in.doesNotRun(
        "add_date",
        "add_environment_info",
        "add_prompt_files",
        "code_mode_tools",
        "commands",
        "hooks",
        "rag",
        "skills",
        "use_commands",
        "use_skills",
        "use_toolsets",
        "budgets");
    in.refuseOthers();
    return model.map(
        choice ->
            new AgentDefinition(
                name,
                description,
                instruction,
                choice,
                tools,
                subAgents,
                handoffs,
                types.contains(BACKGROUND_AGENTS),
                sets,
                background,
                iterations == null || iterations == 0
                    ? AgentDefinition.DEFAULT_ITERATIONS
                    : iterations,
                history == null ? 0 : history,
                answer));
  }

  /** As docker-agent has it: a name, and a JSON Schema. */
  private static @Nullable AnswerSchema answer(Section in) {
    String name = in.text("name", AnswerSchema.DEFAULT_NAME);
    in.ignore("description", "strict");
    RawJson schema = in.section("schema").map(Section::rawJson).orElse(null);
    in.refuseOthers();
    if (schema == null) {
      in.refuse("schema", "is required: a JSON Schema");
      return null;
    }
    try {
      ArgumentCheck.of(schema);
      return new AnswerSchema(name, schema);
    } catch (IllegalArgumentException e) {
      in.refuse("schema", String.valueOf(e.getMessage()));
      return null;
    }
  }

  private List<String> agents(Section in, String field) {
    List<String> names = new ArrayList<>();
    for (YamlValue.Scalar ref : in.texts(field)) {
      if (agentNames.contains(ref.text())) {
        names.add(ref.text());
      } else if (ref.text().contains("/")) {
        problems.doesNotRun(ref.line(), in.path(field) + ": an agent from elsewhere");
      } else {
        problems.unknown(
            ref.line(), in.path(field) + ": agent \"" + ref.text() + "\"", ref.text(), agentNames);
      }
    }
    return names;
  }

  private List<String> tools(Section in) {
    List<String> names = new ArrayList<>();
    for (YamlValue.Scalar tool : in.texts("tools")) {
      if (toolNames.contains(tool.text())) {
        names.add(tool.text());
      } else {
        problems.unknown(
            tool.line(),
            in.path("tools") + ": tool \"" + tool.text() + "\"",
            tool.text(),
            toolNames);
      }
    }
    return names;
  }

  /** The types of those that we run. */
  private Set<String> toolsets(Section in, List<ToolsetDefinition> sets) {
    Set<String> types = new LinkedHashSet<>();
    switch (in.any("toolsets")) {
      case null -> {}
      case YamlValue.Items items -> items.values().forEach(item -> toolset(in, item, types, sets));
      case YamlValue.Scalar _, YamlValue.Fields _ -> in.refuse("toolsets", "must be a list");
    }
    return types;
  }

  private void toolset(
      Section in, YamlValue item, Set<String> types, List<ToolsetDefinition> sets) {
    if (!(item instanceof YamlValue.Fields fields)) {
      problems.error(item.line(), in.path("toolsets") + ": must be a map with a type");
      return;
    }
    Section toolset = new Section(in.path("toolsets"), fields, problems);
    String type = toolset.text("type");
    if (type == null) {
      toolset.refuse("type", "is required");
    } else if (type.equals(BACKGROUND_AGENTS) || type.equals(TRANSFER_TASK)) {
      types.add(type);
      toolset.refuseOthers();
    } else if (ToolsetReader.TYPES.contains(type)) {
      toolsets.read(type, toolset).ifPresent(sets::add);
    } else if (TOOLSET_TYPES.contains(type)) {
      problems.doesNotRun(toolset.lineOf("type"), in.path("toolsets") + " of type " + type);
    } else {
      problems.unknown(
          toolset.lineOf("type"), toolset.path("type") + " \"" + type + "\"", type, TOOLSET_TYPES);
    }
  }
}
