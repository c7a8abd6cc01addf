package io.offstage.worker;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** All spans of this process that have ended, while it is open. Made before any worker. */
public final class RecordedSpans implements AutoCloseable {

  private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
  private final OpenTelemetrySdk sdk =
      OpenTelemetrySdk.builder()
          .setTracerProvider(
              SdkTracerProvider.builder()
                  .addSpanProcessor(SimpleSpanProcessor.create(exporter))
                  .build())
          .build();

  public RecordedSpans() {
    GlobalOpenTelemetry.set(sdk);
  }

  /** Those of a trace, in the order of their ends. */
  public List<SpanData> of(String traceId) {
    return exporter.getFinishedSpanItems().stream()
        .filter(span -> span.getTraceId().equals(traceId))
        .toList();
  }

  /** Names from the outermost that was recorded down to this one. */
  public List<String> path(SpanData span) {
    Optional<SpanData> parent =
        of(span.getTraceId()).stream()
            .filter(other -> other.getSpanId().equals(span.getParentSpanId()))
            .findFirst();
    return Stream.concat(
            parent.map(this::path).stream().flatMap(List::stream), Stream.of(span.getName()))
        .toList();
  }

  @Override
  public void close() {
    GlobalOpenTelemetry.resetForTest();
    sdk.close();
  }
}
