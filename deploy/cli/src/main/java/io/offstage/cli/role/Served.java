package io.offstage.cli.role;

import io.offstage.agent.ToolsetHandlers;
import io.offstage.agent.definition.Definition;
import io.offstage.agent.definition.DefinitionReader;
import io.offstage.cli.console.CommandFailed;
import io.offstage.cli.console.ExitCode;
import io.offstage.cli.console.Terminal;
import io.offstage.cli.sample.Sample;
import io.offstage.cli.sample.SampleTools;
import io.offstage.cli.settings.AgentFile;
import io.offstage.settings.Settings;
import io.offstage.worker.attempt.Handlers;
import io.offstage.worker.kind.ToolKinds;
import io.offstage.worker.tool.ToolSpec;
import io.offstage.worker.tool.Toolbox;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;

/**
 * What workers serve: the agents of the file, and the tools of the class path.
 *
 * @param agents empty where the file defines none
 * @param code tools that are Java code
 */
public record Served(Optional<Definition> agents, Toolbox code) {

  /** The built-in example. */
  public static Served sample() {
    return new Served(Optional.of(Sample.definition()), classPath().with(SampleTools.all()));
  }

  /**
   * What the settings' file defines; what of that is not run is said on standard error.
   *
   * @param strict refuses what is not run
   */
  public static Served of(Settings settings, boolean strict) {
    Toolbox code = classPath();
    Optional<DefinitionReader.Read> read = AgentFile.read(settings, code, strict);
    read.ifPresent(agents -> agents.warnings().forEach(Terminal.system()::say));
    return new Served(read.map(DefinitionReader.Read::definition), code);
  }

  private static Toolbox classPath() {
    try {
      return Toolbox.ofClassPath();
    } catch (ServiceConfigurationError e) {
      throw new CommandFailed(ExitCode.FAILED, "the tools of the class path: " + e.getMessage(), e);
    }
  }

  /** What a role is told to serve. */
  static Served of(Settings settings, boolean sample, boolean strict) {
    return sample ? sample() : of(settings, strict);
  }

  Definition requiredAgents() {
    return agents.orElseThrow(
        () ->
            new CommandFailed(
                ExitCode.USAGE,
                "no agents to serve; name a file that defines some with --config, or use --demo",
                null));
  }

  /** The named limits of the file, as far as tasks list them. */
  Map<String, Integer> limits() {
    return agents.map(Definition::limits).orElse(Map.of());
  }

  /** The code of workers of this pool: tools, and what agents' toolsets send to them. */
  Handlers handlers(Settings settings, String pool, ToolKinds kinds) {
    Handlers tools = Handlers.of(tools(pool, kinds));
    return agents
        .map(definition -> ToolsetHandlers.of(definition, settings, pool, kinds, tools))
        .orElse(tools);
  }

  /** Also those of the file that need no code, for workers of this pool. */
  private Toolbox tools(String pool, ToolKinds kinds) {
    List<ToolSpec> specs =
        agents.map(Definition::toolSpecs).orElse(List.of()).stream()
            .filter(spec -> spec.pool().equals(pool))
            .toList();
    try {
      return code.with(kinds.required(specs));
    } catch (IllegalArgumentException e) {
      throw new CommandFailed(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
    }
  }
}
