package io.offstage.cli.settings;

import io.offstage.agent.definition.Definition;
import io.offstage.agent.definition.DefinitionReader;
import io.offstage.settings.Settings;
import io.offstage.settings.SettingsFile;
import io.offstage.worker.tool.Tool;
import io.offstage.worker.tool.Toolbox;
import java.util.Optional;
import java.util.regex.Pattern;

/** The agents and tools that stand in the file of the settings. */
public final class AgentFile {

  private static final Pattern DEFINES = Pattern.compile("(?m)^[\"']?(agents|tools)[\"']?\\s*:");

  private AgentFile() {}

  /**
   * What the file defines; empty where there is none, or only settings in it.
   *
   * @param code tools that need no definition
   * @param strict refuses what is not run
   * @throws io.offstage.agent.definition.DefinitionException with all problems
   */
  public static Optional<DefinitionReader.Read> read(
      Settings settings, Toolbox code, boolean strict) {
    return settings
        .file()
        .filter(file -> DEFINES.matcher(file.text()).find())
        .map(file -> read(file, code, strict));
  }

  private static DefinitionReader.Read read(SettingsFile file, Toolbox code, boolean strict) {
    return DefinitionReader.read(
        file.path().toString(),
        file.text(),
        System.getenv(),
        code.tools().stream().map(Tool::name).toList(),
        strict);
  }

  /** Like {@link #read}, without the warnings. */
  public static Optional<Definition> definition(Settings settings, Toolbox code) {
    return read(settings, code, false).map(DefinitionReader.Read::definition);
  }
}
