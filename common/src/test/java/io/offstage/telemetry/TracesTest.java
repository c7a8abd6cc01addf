package io.offstage.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.offstage.task.TraceContext;
import io.offstage.topic.Command;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.lang.management.ManagementFactory;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TracesTest {

  private static final TraceContext CAME =
      new TraceContext("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "vendor=1");

  private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
  private final OpenTelemetrySdk sdk =
      OpenTelemetrySdk.builder()
          .setTracerProvider(
              SdkTracerProvider.builder()
                  .addSpanProcessor(SimpleSpanProcessor.create(exporter))
                  .build())
          .build();
  private final Traces traces = Traces.of(sdk);

  @AfterEach
  void close() {
    sdk.close();
  }

  @Test
  void offNothingIsMadeAndWhatCameIsHandedOn() {
    try (Traced without = Traces.OFF.begin("one", SpanKind.INTERNAL);
        Traced rootless = Traces.OFF.begin("two", SpanKind.INTERNAL, null);
        Traced within = Traces.OFF.begin("three", SpanKind.INTERNAL, CAME).enter()) {
      assertThat(without).isSameAs(rootless).isSameAs(Traced.NOTHING);
      assertThat(without.trace()).isNull();
      assertThat(within.trace()).isSameAs(CAME);
      assertThat(without.traceOr(CAME)).isSameAs(CAME);
    }
    assertThat(Traces.OFF.isOn()).isFalse();
  }

  @Test
  void offNothingIsAllocatedWhereNoTraceCame() {
    ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Traces.OFF.begin("warm", SpanKind.INTERNAL, null).enter().close();

    long before = thread.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < 10_000; i++) {
      Traces.OFF.begin("work", SpanKind.INTERNAL, null).enter().close();
    }

    assertThat(thread.getCurrentThreadAllocatedBytes() - before).isLessThan(10_000);
  }

  @Test
  void whatCameFromElsewhereIsTheParent() {
    TraceContext handedOn;
    try (Traced work = traces.begin("work", SpanKind.SERVER, CAME)) {
      handedOn = Objects.requireNonNull(work.trace());
    }

    SpanData span = exporter.getFinishedSpanItems().getFirst();
    assertThat(span.getTraceId()).isEqualTo(CAME.traceId());
    assertThat(span.getParentSpanId()).isEqualTo("00f067aa0ba902b7");
    assertThat(handedOn)
        .isEqualTo(
            new TraceContext(
                "00-" + span.getTraceId() + "-" + span.getSpanId() + "-01", "vendor=1"));
  }

  @Test
  void whatIsBegunWithinIsAPart() {
    try (Traced _ = traces.begin("whole", SpanKind.INTERNAL, null).enter()) {
      traces.begin("part", SpanKind.CLIENT).close();
    }
    traces.begin("other", SpanKind.CLIENT).close();

    SpanData part = exporter.getFinishedSpanItems().get(0);
    SpanData whole = exporter.getFinishedSpanItems().get(1);
    SpanData other = exporter.getFinishedSpanItems().get(2);
    assertThat(part.getParentSpanId()).isEqualTo(whole.getSpanId());
    assertThat(other.getTraceId()).isNotEqualTo(whole.getTraceId());
  }

  @Test
  void failureHasATypeAndNoText() {
    try (Traced work = traces.begin("work", SpanKind.INTERNAL, null)) {
      work.failed("tool_error");
    }

    SpanData span = exporter.getFinishedSpanItems().getFirst();
    assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(span.getStatus().getDescription()).isEmpty();
    assertThat(span.getAttributes().asMap().toString()).contains("error.type=tool_error");
  }

  @Test
  void commandsAreNamedByWhatIsDoneAndTheTopic() {
    CommandSpans spans = new CommandSpans(traces);
    Command cancel = new Command.Cancel("t", "c", null, null, true);

    spans.publish("background-tasks.tools", 3, cancel, CAME).close();
    spans.process("background-tasks.tools", 3, 42, cancel, CAME).close();

    assertThat(exporter.getFinishedSpanItems())
        .extracting(span -> span.getKind() + " " + span.getName())
        .containsExactly(
            "PRODUCER publish background-tasks.tools", "CONSUMER process background-tasks.tools");
    assertThat(exporter.getFinishedSpanItems().getLast().getAttributes().asMap().toString())
        .contains("messaging.system=kafka", "messaging.kafka.offset=42", "offstage.task.id=t");
  }
}
