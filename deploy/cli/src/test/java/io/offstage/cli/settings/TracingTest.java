package io.offstage.cli.settings;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.offstage.telemetry.Traces;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.trace.SpanKind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TracingTest {

  private final List<String> received = new CopyOnWriteArrayList<>();

  @AfterEach
  void reset() {
    GlobalOpenTelemetry.resetForTest();
  }

  @Test
  void nothingIsRecordedUnlessItIsSaidWhereTo() {
    try (Tracing _ = Tracing.start("offstage-test", Map.of("OTEL_SERVICE_NAME", "mine"))) {
      assertThat(Traces.global().isOn()).isFalse();
    }
    assertThat(Tracing.isAskedFor(Map.of("OTEL_TRACES_EXPORTER", "none"))).isFalse();
    assertThat(
            Tracing.isAskedFor(
                Map.of(
                    "OTEL_TRACES_EXPORTER",
                    "none",
                    "OTEL_EXPORTER_OTLP_ENDPOINT",
                    "http://127.0.0.1:1")))
        .isFalse();
    assertThat(
            Tracing.isAskedFor(Map.of("OTEL_TRACES_EXPORTER", "otlp", "OTEL_SDK_DISABLED", "true")))
        .isFalse();
  }

  @Test
  void spansGoWhereTheEnvironmentSaysUnderTheNameOfTheRole() throws IOException {
    HttpServer collector =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    collector.createContext(
        "/v1/traces",
        exchange -> {
          received.add(
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1));
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    collector.start();
    try {
      Map<String, String> environment =
          Map.of(
              "OTEL_EXPORTER_OTLP_ENDPOINT",
              "http://127.0.0.1:" + collector.getAddress().getPort(),
              "OTEL_EXPORTER_OTLP_PROTOCOL",
              "http/protobuf");
      try (Tracing _ = Tracing.start("offstage-test", environment)) {
        Traces.global().begin("task research", SpanKind.INTERNAL, null).close();
      }
    } finally {
      collector.stop(0);
    }

    assertThat(String.join("", received)).contains("task research", "offstage-test");
  }
}
