package io.offstage.agent.definition;

import io.offstage.task.RawJson;
import io.offstage.worker.tool.Background;
import io.offstage.worker.tool.BackgroundReader;
import io.offstage.worker.tool.ToolSpec;
import io.offstage.worker.tool.ToolSpecReader;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a whole file. Top-level keys that are no part of a definition are others' business. */
public final class DefinitionReader {

  private static final Pattern TOOL_NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");
  private static final Pattern AGENT_NAME = Pattern.compile("[^/\\s\\p{Cntrl}]{1,128}");
  private static final String NAME_RULE =
      "a name has 1 to 64 letters, digits, underscores and dashes";

  private final Problems problems;
  private final Variables variables;
  private final Collection<String> classPathTools;

  private DefinitionReader(
      Problems problems, Variables variables, Collection<String> classPathTools) {
    this.problems = problems;
    this.variables = variables;
    this.classPathTools = classPathTools;
  }

  /**
   * What a file means.
   *
   * @param warnings what it says that is not run, each with file and line
   */
  public record Read(Definition definition, List<String> warnings) {}

  /**
   * Reads a file.
   *
   * @param file its name, for what is said about it
   * @param text all of it
   * @param environment for variables in headers and URLs
   * @param classPathTools names of tools that need no definition
   * @param strict refuses what is not run
   * @throws DefinitionException with all problems
   */
  public static Read read(
      String file,
      String text,
      Map<String, String> environment,
      Collection<String> classPathTools,
      boolean strict) {
    Problems problems = new Problems(file, strict);
    Optional<Definition> definition =
        YamlText.read(text, problems)
            .flatMap(
                fields ->
                    new DefinitionReader(problems, new Variables(environment), classPathTools)
                        .read(new Section("", OlderVersion.upgraded(fields, problems), problems)));
    problems.throwIfAny();
    return new Read(definition.orElseThrow(), problems.warnings());
  }

  private Optional<Definition> read(Section top) {
    ModelReader models = new ModelReader(problems, variables);
    models.read(top);
    Map<String, ToolDefinition> tools = new LinkedHashMap<>();
    top.sections("tools").forEach((name, in) -> tools.put(name, tool(name, in)));
    Map<String, Section> sections = top.sections("agents");
    if (sections.isEmpty() && tools.isEmpty()) {
      problems.error(top.lineOf("agents"), "agents: at least one is required, or tools alone");
    }
    Set<String> toolNames = new HashSet<>(classPathTools);
    toolNames.addAll(tools.keySet());
    AgentReader reader =
        new AgentReader(
            problems, models, sections.keySet(), toolNames, new ToolsetReader(problems, variables));
    List<AgentDefinition> agents = new ArrayList<>();
    sections.forEach(
        (name, in) -> {
          if (!AGENT_NAME.matcher(name).matches()) {
            problems.error(
                in.line(), in.path() + ": a name has no slash, space or control character");
          }
          if (toolNames.contains(AgentDefinition.toolNameOf(name))) {
            problems.error(
                in.line(),
                in.path() + ": a tool is called " + AgentDefinition.toolNameOf(name) + " already");
          }
          reader.read(name, in).ifPresent(agents::add);
        });
    FleetBackground background =
        top.section("backgroundTasks")
            .map(in -> BackgroundSections.ofFile(in, variables))
            .orElse(FleetBackground.DEFAULT);
    top.doesNotRun("permissions", "mcps", "rag", "toolsets", "hooks", "skills", "commands");
    return Optional.of(new Definition(agents, tools, background));
  }

  private ToolDefinition tool(String name, Section in) {
    String path = "tools." + name;
    if (!TOOL_NAME.matcher(name).matches()) {
      problems.error(in.line(), path + ": " + NAME_RULE);
    }
    var json = in.json(variables);
    String kind = in.text("kind", "java");
    if (ToolSpecReader.KINDS.contains(kind)) {
      Optional<ToolSpec> spec = ToolSpecReader.read(path, name, json, in::told);
      return new ToolDefinition(name, null, null, null, null, spec);
    }
    if (!kind.equals("java")) {
      in.refuse(
          "kind",
          "must be java, %s, was \"%s\""
              .formatted(String.join(" or ", ToolSpecReader.KINDS), kind));
    }
    String description = in.text("description");
    YamlValue schema = in.any("inputSchema");
    YamlValue background = in.any("background");
    @Nullable Background said =
        background == null
            ? null
            : BackgroundReader.read(path + ".background", json.path("background"), in::told);
    String pool = in.text("pool");
    in.refuseOthers();
    return new ToolDefinition(
        name,
        description,
        schema == null ? null : new RawJson(json.path("inputSchema").toString()),
        said,
        pool,
        Optional.empty());
  }
}
