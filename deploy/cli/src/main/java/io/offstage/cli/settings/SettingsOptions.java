package io.offstage.cli.settings;

import io.offstage.settings.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a role's settings come from; a mixin. The file, then the environment, then the flags. */
public final class SettingsOptions {

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Settings and agents, YAML; else the file that OFFSTAGE_CONFIG names")
  private @Nullable Path config;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "One setting, over the file and the environment; may be repeated")
  private List<String> set = new ArrayList<>();

  @Option(
      names = "--strict",
      description = "What the file says and Offstage does not run is an error, not a warning")
  private boolean strict;

  /** Whether what is not run is refused. */
  public boolean strict() {
    return strict;
  }

  /** The file, if one is named. */
  public Optional<Path> file() {
    String named = System.getenv("OFFSTAGE_CONFIG");
    return config == null && named != null && !named.isEmpty()
        ? Optional.of(Path.of(named))
        : Optional.ofNullable(config);
  }

  /** Throws {@link io.offstage.settings.SettingsException} with all problems. */
  public Settings load() {
    return load(List.of());
  }

  /**
   * Like {@link #load()}.
   *
   * @param given {@code key=value} each, over the file and the environment, under the flags
   */
  public Settings load(List<String> given) {
    List<String> flags = new ArrayList<>(given);
    flags.addAll(set);
    Map<String, String> variables = System.getenv();
    return Settings.load(file().orElse(null), variables, flags);
  }
}
