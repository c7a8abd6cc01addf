package io.offstage.settings;

import java.nio.file.Path;
import java.util.Set;

/**
 * The configuration file as it was read, so that the agent definitions in it can be parsed from the
 * very same bytes. Its {@code toString} shows the path alone: the text may hold secrets.
 *
 * @param path as it was given
 * @param text the whole file, decoded as UTF-8, without a byte order mark
 */
public record SettingsFile(Path path, String text) {

  /**
   * Top-level keys that belong to the agent definition. Settings ignore them, and any top-level key
   * that starts with {@code x-}, where anchors may be kept.
   */
  public static final Set<String> DEFINITION_KEYS =
      Set.of(
          "agents",
          "audit",
          "backgroundTasks",
          "budget",
          "budgets",
          "commands",
          "env",
          "flavors",
          "hooks",
          "instructions",
          "mcps",
          "metadata",
          "models",
          "permissions",
          "providers",
          "rag",
          "runtime",
          "skills",
          "tools",
          "toolsets",
          "version");

  static boolean isDefinitionKey(String topLevelKey) {
    return DEFINITION_KEYS.contains(topLevelKey) || topLevelKey.startsWith("x-");
  }

  @Override
  public String toString() {
    return "SettingsFile[" + path + "]";
  }
}
