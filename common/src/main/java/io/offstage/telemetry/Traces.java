package io.offstage.telemetry;

import io.offstage.task.TraceContext;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;

/** Begins spans; where nobody records any, it costs nothing. Any thread. */
public final class Traces {

  /** Records nothing, and hands on what came. */
  public static final Traces OFF = new Traces(null);

  private static final String LIBRARY = "io.offstage";

  private final @Nullable Tracer tracer;

  private Traces(@Nullable Tracer tracer) {
    this.tracer = tracer;
  }

  /** What this process has set as the global OpenTelemetry by now; {@link #OFF} for nothing. */
  public static Traces global() {
    return GlobalOpenTelemetry.isSet() ? of(GlobalOpenTelemetry.get()) : OFF;
  }

  public static Traces of(OpenTelemetry telemetry) {
    return new Traces(telemetry.getTracer(LIBRARY));
  }

  /** Whether spans are recorded. */
  public boolean isOn() {
    return tracer != null;
  }

  /**
   * Begins work that was asked for elsewhere.
   *
   * @param parent the trace it belongs to; null for a trace of its own
   */
  public Traced begin(String name, SpanKind kind, @Nullable TraceContext parent) {
    if (tracer == null) {
      return parent == null ? Traced.NOTHING : Traced.unrecorded(parent);
    }
    return begin(tracer, name, kind, W3c.read(parent));
  }

  /** Begins a part of what this thread has {@link Traced#enter entered}. */
  public Traced begin(String name, SpanKind kind) {
    return tracer == null ? Traced.NOTHING : begin(tracer, name, kind, Context.current());
  }

  private static Traced begin(Tracer tracer, String name, SpanKind kind, Context parent) {
    return Traced.of(tracer.spanBuilder(name).setSpanKind(kind).setParent(parent).startSpan());
  }
}
