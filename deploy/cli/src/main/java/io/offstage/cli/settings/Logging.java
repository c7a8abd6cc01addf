package io.offstage.cli.settings;

import io.offstage.settings.TelemetrySettings;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Where logs go. Nothing may have logged before: {@code logback.xml} reads these properties once.
 * Commands that say nothing log warnings of ours and errors of others to standard error.
 */
public final class Logging {

  private Logging() {}

  /** A role: to standard error, in the format and from the level of the settings. */
  public static void ofRole(TelemetrySettings telemetry) {
    level(telemetry);
    System.setProperty("offstage.log.to", lowerCase(telemetry.logFormat()));
  }

  /** Everything to a file, so that the terminal is free. */
  public static void toFile(Path file, TelemetrySettings telemetry) {
    level(telemetry);
    System.setProperty("offstage.log.file", file.toString());
    System.setProperty("offstage.log.to", "file");
  }

  private static void level(TelemetrySettings telemetry) {
    System.setProperty("offstage.log.level", lowerCase(telemetry.logLevel()));
    System.setProperty("offstage.log.others", "warn");
  }

  private static String lowerCase(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
