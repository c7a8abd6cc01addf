package io.offstage.gateway.http;

import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.offstage.gateway.auth.Role;
import io.offstage.task.TraceContext;
import io.offstage.telemetry.Traced;
import io.offstage.telemetry.Traces;
import io.offstage.topic.TraceHeaders;
import io.opentelemetry.api.trace.SpanKind;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What is recorded of requests, as the conventions for HTTP have it: {@code GET /api/agents}. That
 * of a stream lasts as long as the stream.
 */
record RequestSpans(Traces traces) {

  private static final int ERRORS = 500;

  /** Handles a request as a part of whoever made it. */
  void around(
      Method method,
      String route,
      Call.Handler handler,
      ServerRequest request,
      ServerResponse response,
      Role needed,
      int bodyLimit)
      throws IOException, InterruptedException {
    try (Traced span = begin(method, route, request)) {
      try {
        handler.handle(Call.of(request, response, needed, bodyLimit, span.trace()));
        ended(span, response.status().code());
      } catch (Problem e) {
        ended(span, e.status());
        throw e;
      } catch (IOException | InterruptedException | RuntimeException | Error e) {
        span.failed(e.getClass().getName());
        throw e;
      }
    }
  }

  private Traced begin(Method method, String route, ServerRequest request) {
    TraceContext caller =
        TraceContext.of(
            header(request, TraceHeaders.TRACEPARENT), header(request, TraceHeaders.TRACESTATE));
    return traces.isOn()
        ? traces
            .begin(method.text() + " " + route, SpanKind.SERVER, caller)
            .put("http.request.method", method.text())
            .put("http.route", route)
            .put("url.scheme", "http")
            .put("url.path", request.path().path())
        : traces.begin("", SpanKind.SERVER, caller);
  }

  private static @Nullable String header(ServerRequest request, String name) {
    return request.headers().first(HeaderNames.create(name)).orElse(null);
  }

  private static void ended(Traced span, int status) {
    span.put("http.response.status_code", status);
    if (status >= ERRORS) {
      span.failed(Integer.toString(status));
    }
  }
}
