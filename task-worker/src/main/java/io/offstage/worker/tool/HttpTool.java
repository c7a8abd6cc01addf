package io.offstage.worker.tool;

import com.fasterxml.jackson.databind.JsonNode;
import io.offstage.task.ErrorCode;
import io.offstage.task.Outcome;
import io.offstage.task.RawJson;
import io.offstage.task.TaskError;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * A tool that is an HTTP endpoint: arguments are posted as JSON with {@code Idempotency-Key} and
 * {@code traceparent}, {@code tracestate}; see {@link HttpAnswer} for what may come back. A status
 * of 4xx is final but for 408, 425 and 429; 5xx and lost connections may be tried again; redirects
 * are not followed. With a {@code Retry-After}, 202, 429 and 503 ask to be called again then, which
 * is no failure. An answer that suspends is asked again after the resume, with {@code _resumeData}
 * among the arguments. An interrupt closes the connection.
 */
public final class HttpTool implements ConfiguredTool {

  /** Where a server finds what a resume brought, beside the arguments. */
  static final String RESUME_DATA = "_resumeData";

  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Set<Integer> WORTH_ANOTHER_TRY = Set.of(408, 425, 429);
  private static final Set<Integer> ASKING_FOR_ANOTHER_CALL = Set.of(202, 429, 503);
  private static final int EXCERPT_BYTES = 2_048;

  /** What a line of a stream may have around a result. */
  private static final int ENVELOPE_BYTES = 64;

  private final HttpToolSpec spec;
  private final HttpClient client;
  private final int resultBytes;

  /**
   * A tool at an operator's URL.
   *
   * @param client shared by all HTTP tools; see {@link #client}
   * @param resultBytes the largest result ({@code limits.result}); no more of an answer is held
   */
  public HttpTool(HttpToolSpec spec, HttpClient client, int resultBytes) {
    this.spec = spec;
    this.client = client;
    this.resultBytes = resultBytes;
  }

  /** A client as HTTP tools need it: no redirects, no cookies. Closed by whoever made it. */
  public static HttpClient client() {
    return HttpClient.newBuilder()
        .connectTimeout(CONNECT)
        .followRedirects(HttpClient.Redirect.NEVER)
        .build();
  }

  @Override
  public HttpToolSpec spec() {
    return spec;
  }

  @Override
  public Outcome call(RawJson args, ToolContext context) throws IOException, InterruptedException {
    HttpResponse<InputStream> response =
        client.send(request(args, context), BodyHandlers.ofInputStream());
    // Closing what has not been read to its end closes the connection.
    try (InputStream in = response.body()) {
      return answer(response, new BoundedBody(in, resultBytes + ENVELOPE_BYTES), context);
    } catch (BoundedBody.TooLarge _) {
      return new Outcome.TerminalFailure(
          TaskError.of(
              ErrorCode.RESULT_TOO_LARGE,
              "The answer of %s to task %s (tool \"%s\") has more than %d bytes (limits.result)"
                  .formatted(
                      HttpToolSpec.shown(spec.url()), context.taskId(), name(), resultBytes)));
    } catch (IOException e) {
      if (Thread.currentThread().isInterrupted() || e.getCause() instanceof InterruptedException) {
        InterruptedException stop = new InterruptedException("interrupted while reading an answer");
        stop.initCause(e);
        throw stop;
      }
      throw e;
    }
  }

  private HttpRequest request(RawJson args, ToolContext context) throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(spec.url())
            .header("Content-Type", "application/json")
            .header("Accept", "application/json, application/x-ndjson, text/event-stream")
            .POST(HttpRequest.BodyPublishers.ofString(body(args, context)));
    if (spec.url().getScheme().equals("http")) {
      request.version(HttpClient.Version.HTTP_1_1);
    }
    spec.headers().forEach(request::setHeader);
    request.setHeader("Idempotency-Key", context.idempotencyKey());
    context.traceparent().ifPresent(trace -> request.setHeader("traceparent", trace));
    context.tracestate().ifPresent(state -> request.setHeader("tracestate", state));
    context
        .deadline()
        .map(deadline -> Duration.between(Instant.now(), deadline))
        .filter(Duration::isPositive)
        .ifPresent(request::timeout);
    return request.build();
  }

  /** The arguments, and what a resume brought as one more of them: nobody else may say that. */
  private String body(RawJson args, ToolContext context) throws IOException {
    JsonNode fields = ToolJson.MAPPER.readTree(args.text());
    if (fields.has(RESUME_DATA)) {
      throw new NonRetryableException(
          "tool \"%s\": arguments cannot have %s, which is what a resume brings"
              .formatted(name(), RESUME_DATA));
    }
    String text = args.text();
    return context
        .resumeData()
        .map(
            data ->
                text.substring(0, text.lastIndexOf('}'))
                    + (fields.isEmpty() ? "" : ",")
                    + "\"%s\":%s}".formatted(RESUME_DATA, data.text()))
        .orElse(text);
  }

  private Outcome answer(HttpResponse<InputStream> response, BoundedBody body, ToolContext context)
      throws IOException, InterruptedException, BoundedBody.TooLarge {
    int status = response.statusCode();
    Optional<Duration> after = RetryAfter.of(response);
    if (after.isPresent() && ASKING_FOR_ANOTHER_CALL.contains(status)) {
      return context.runAgain(after.get());
    }
    if (status / 100 == 2) {
      return new HttpAnswer(body, context)
          .read(response.headers().firstValue("Content-Type").orElse(""));
    }
    String told =
        "HTTP %d from %s: %s"
            .formatted(status, HttpToolSpec.shown(spec.url()), body.excerpt(EXCERPT_BYTES).strip());
    if (status >= 500 || WORTH_ANOTHER_TRY.contains(status)) {
      throw new IOException(told);
    }
    throw new NonRetryableException(told);
  }
}
