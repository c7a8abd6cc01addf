package io.offstage.telemetry;

import io.offstage.task.TraceContext;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Trace contexts as OpenTelemetry has them and as records carry them. */
final class W3c {

  private static final String TRACEPARENT = "traceparent";
  private static final String TRACESTATE = "tracestate";
  private static final TextMapGetter<TraceContext> FIELDS = W3c::field;

  private W3c() {}

  /** The context of a remote parent; the root where there is none. */
  static Context read(@Nullable TraceContext trace) {
    return trace == null
        ? Context.root()
        : W3CTraceContextPropagator.getInstance().extract(Context.root(), trace, FIELDS);
  }

  static @Nullable TraceContext of(Span span) {
    Map<String, String> fields = HashMap.newHashMap(2);
    W3CTraceContextPropagator.getInstance()
        .inject(Context.root().with(span), fields, (to, name, value) -> fields.put(name, value));
    return TraceContext.of(fields.get(TRACEPARENT), fields.get(TRACESTATE));
  }

  private static @Nullable String field(@Nullable TraceContext trace, String name) {
    return trace == null
        ? null
        : switch (name) {
          case TRACEPARENT -> trace.traceparent();
          case TRACESTATE -> trace.tracestate();
          default -> null;
        };
  }
}
