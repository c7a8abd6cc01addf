package io.offstage.cli.settings;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.joran.spi.JoranException;
import io.offstage.settings.TelemetrySettings;
import java.nio.file.Path;
import java.util.Locale;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * Where logs go. Commands that say nothing log warnings of ours and errors of others to standard
 * error; {@code logback.xml} reads what is said here from system properties.
 */
public final class Logging {

  private Logging() {}

  /** A role: to standard error, in the format and from the level of the settings. */
  public static void ofRole(TelemetrySettings telemetry) {
    configure(telemetry, lowerCase(telemetry.logFormat()));
  }

  /** Everything to a file, so that the terminal is free. */
  public static void toFile(Path file, TelemetrySettings telemetry) {
    System.setProperty("offstage.log.file", file.toString());
    configure(telemetry, "file");
  }

  /** Again, because reading the settings has made loggers already. */
  private static void configure(TelemetrySettings telemetry, String to) {
    System.setProperty("offstage.log.level", lowerCase(telemetry.logLevel()));
    System.setProperty("offstage.log.others", "warn");
    System.setProperty("offstage.log.to", to);
    // Helidon logs through the JDK.
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    try {
      configurator.doConfigure(Logging.class.getResource("/logback.xml"));
    } catch (JoranException e) {
      throw new IllegalStateException("logback.xml cannot be read: " + e.getMessage(), e);
    }
  }

  private static String lowerCase(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
