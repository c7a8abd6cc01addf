package io.offstage.telemetry;

import io.offstage.task.TraceContext;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Scope;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Work under way, and the span that records it, if one does. Whoever began it closes it, once; by
 * one thread at a time.
 */
public final class Traced implements AutoCloseable {

  static final Traced NOTHING = new Traced(Span.getInvalid(), null);

  private final Span span;
  private final @Nullable TraceContext came;
  private @Nullable Scope entered;

  private Traced(Span span, @Nullable TraceContext came) {
    this.span = span;
    this.came = came;
  }

  static Traced of(Span span) {
    return new Traced(span, null);
  }

  static Traced unrecorded(TraceContext came) {
    return new Traced(Span.getInvalid(), came);
  }

  /** What to hand on, so that whatever this causes is part of it. */
  public @Nullable TraceContext trace() {
    return span.getSpanContext().isValid() ? W3c.of(span) : came;
  }

  /** The same, or what to hand on where nothing is recorded. */
  public @Nullable TraceContext traceOr(@Nullable TraceContext otherwise) {
    TraceContext trace = trace();
    return trace == null ? otherwise : trace;
  }

  public Traced put(String attribute, @Nullable String value) {
    if (value != null) {
      span.setAttribute(attribute, value);
    }
    return this;
  }

  public Traced put(String attribute, long value) {
    span.setAttribute(attribute, value);
    return this;
  }

  public Traced put(String attribute, List<String> values) {
    span.setAttribute(AttributeKey.stringArrayKey(attribute), values);
    return this;
  }

  /**
   * It has not gone well.
   *
   * @param type a word out of a few: an error code, or an exception's class
   */
  public void failed(String type) {
    span.setAttribute("error.type", type);
    span.setStatus(StatusCode.ERROR);
  }

  /** What this thread does from now on, until it closes this, is part of it. */
  @SuppressWarnings("MustBeClosedChecker") // close() does.
  public Traced enter() {
    if (span.getSpanContext().isValid()) {
      entered = span.makeCurrent();
    }
    return this;
  }

  /** It is over; by the thread that has entered it, if one has. */
  @Override
  public void close() {
    if (entered != null) {
      entered.close();
      entered = null;
    }
    span.end();
  }
}
