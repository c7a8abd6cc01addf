package io.offstage.settings;

/**
 * What a process says about itself.
 *
 * @param logFormat default {@code text}
 * @param logLevel of our own loggers; default {@code info}
 */
public record TelemetrySettings(LogFormat logFormat, LogLevel logLevel) {

  /** How log lines are written. */
  public enum LogFormat {
    /** For people. */
    TEXT,
    /** One object per line. */
    JSON
  }

  /** The usual five. */
  public enum LogLevel {
    TRACE,
    DEBUG,
    INFO,
    WARN,
    ERROR
  }

  static TelemetrySettings read(Reading in) {
    return new TelemetrySettings(
        in.value(
            "telemetry.log.format",
            ValueType.choice(LogFormat.class),
            LogFormat.TEXT,
            "How log lines are written"),
        in.value(
            "telemetry.log.level",
            ValueType.choice(LogLevel.class),
            LogLevel.INFO,
            "Least level that is logged"));
  }
}
