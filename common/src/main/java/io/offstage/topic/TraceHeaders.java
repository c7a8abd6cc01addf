package io.offstage.topic;

import io.offstage.task.TraceContext;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** The headers that say which trace a record belongs to: W3C Trace Context, in its names. */
public final class TraceHeaders {

  public static final String TRACEPARENT = "traceparent";
  public static final String TRACESTATE = "tracestate";

  private TraceHeaders() {}

  /** What a record's headers say; null where they say nothing that counts. */
  public static @Nullable TraceContext read(Headers headers) {
    Header parent = headers.lastHeader(TRACEPARENT);
    return parent == null
        ? null
        : TraceContext.of(text(parent), text(headers.lastHeader(TRACESTATE)));
  }

  /** Says it in a record's headers. */
  public static void write(Headers headers, @Nullable TraceContext trace) {
    if (trace != null) {
      headers.add(TRACEPARENT, ascii(trace.traceparent()));
      if (trace.tracestate() != null) {
        headers.add(TRACESTATE, ascii(trace.tracestate()));
      }
    }
  }

  private static @Nullable String text(@Nullable Header header) {
    return header == null || header.value() == null
        ? null
        : new String(header.value(), StandardCharsets.US_ASCII);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
