package io.offstage.cli.role;

import io.offstage.agent.AgentWorker;
import io.offstage.agent.definition.Definition;
import io.offstage.cli.console.CommandFailed;
import io.offstage.cli.console.ExitCode;
import io.offstage.cli.sample.Sample;
import io.offstage.cli.sample.SampleTools;
import io.offstage.cli.settings.AgentFile;
import io.offstage.settings.Settings;
import io.offstage.worker.tool.HttpTool;
import io.offstage.worker.tool.Toolbox;
import java.net.http.HttpClient;
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

  /** What the settings' file defines. */
  public static Served of(Settings settings) {
    Toolbox code = classPath();
    return new Served(AgentFile.definition(settings, code), code);
  }

  private static Toolbox classPath() {
    try {
      return Toolbox.ofClassPath();
    } catch (ServiceConfigurationError e) {
      throw new CommandFailed(ExitCode.FAILED, "the tools of the class path: " + e.getMessage(), e);
    }
  }

  /** What a role is told to serve. */
  static Served of(Settings settings, boolean sample) {
    return sample ? sample() : of(settings);
  }

  Definition requiredAgents() {
    return agents.orElseThrow(
        () ->
            new CommandFailed(
                ExitCode.USAGE,
                "no agents to serve; name a file that defines some with --config, or use --demo",
                null));
  }

  /** Also those that are HTTP endpoints in the file. */
  Toolbox tools(Settings settings, HttpClient http) {
    return agents
        .map(definition -> code.with(AgentWorker.httpTools(definition, http, settings)))
        .orElse(code);
  }

  static HttpClient httpClient() {
    return HttpTool.client();
  }
}
