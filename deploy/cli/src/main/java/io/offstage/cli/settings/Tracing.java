package io.offstage.cli.settings;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where spans go: OpenTelemetry's SDK, told by its own {@code OTEL_…} variables. Without {@code
 * OTEL_TRACES_EXPORTER} or an {@code OTEL_EXPORTER_OTLP…ENDPOINT} there is none, and nothing is
 * recorded or sent. Closing sends what is left, for five seconds at most.
 */
public final class Tracing implements AutoCloseable {

  private static final String PREFIX = "OTEL_";
  private static final String EXPORTER = "OTEL_TRACES_EXPORTER";
  private static final int CLOSE_SECONDS = 5;

  private final @Nullable OpenTelemetrySdk sdk;

  private Tracing(@Nullable OpenTelemetrySdk sdk) {
    this.sdk = sdk;
  }

  /**
   * To be called before anything of a role is started. A global OpenTelemetry that is there
   * already, such as the Java agent's, stays.
   *
   * @param service what the process is called unless {@code OTEL_SERVICE_NAME} says
   * @param environment the process's
   */
  public static Tracing start(String service, Map<String, String> environment) {
    if (GlobalOpenTelemetry.isSet() || !isAskedFor(environment)) {
      return new Tracing(null);
    }
    Map<String, String> told =
        environment.entrySet().stream()
            .filter(variable -> variable.getKey().startsWith(PREFIX))
            .collect(Collectors.toMap(v -> property(v.getKey()), Map.Entry::getValue));
    told.putIfAbsent(property(EXPORTER), "otlp");
    told.putIfAbsent("otel.service.name", service);
    // Measurements and logs have ways of their own.
    told.putIfAbsent("otel.metrics.exporter", "none");
    told.putIfAbsent("otel.logs.exporter", "none");
    return new Tracing(
        AutoConfiguredOpenTelemetrySdk.builder()
            .addPropertiesSupplier(() -> told)
            .disableShutdownHook()
            .setResultAsGlobal()
            .build()
            .getOpenTelemetrySdk());
  }

  static boolean isAskedFor(Map<String, String> environment) {
    if (Boolean.parseBoolean(environment.get("OTEL_SDK_DISABLED"))) {
      return false;
    }
    String exporter = environment.getOrDefault(EXPORTER, "");
    return exporter.isBlank()
        ? environment.containsKey("OTEL_EXPORTER_OTLP_ENDPOINT")
            || environment.containsKey("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
        : !exporter.strip().equals("none");
  }

  private static String property(String variable) {
    return variable.toLowerCase(Locale.ROOT).replace('_', '.');
  }

  @Override
  public void close() {
    if (sdk != null) {
      sdk.shutdown().join(CLOSE_SECONDS, TimeUnit.SECONDS);
    }
  }
}
