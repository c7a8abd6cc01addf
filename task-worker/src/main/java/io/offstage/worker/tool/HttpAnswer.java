package io.offstage.worker.tool;

import io.offstage.task.Outcome;
import io.offstage.task.RawJson;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Understands the body of a successful answer, by its media type:
 *
 * <ul>
 *   <li>JSON: the result, but for {@code {"suspend": x}}, which asks for input. Empty: null. Any
 *       other text: the result, as a string.
 *   <li>NDJSON ({@code application/x-ndjson}, {@code application/jsonl}): a value per line. SSE
 *       ({@code text/event-stream}): a value per event's data, up to the end or {@code [DONE]};
 *       what is not JSON there is a string.
 * </ul>
 *
 * <p>In streams, {@code {"output": x}} is a chunk of output; {@code {"result": x}} is the result
 * and ends the reading; {@code {"error": "message"}} or {@code {"error": {"message", "retryable":
 * false}}} is a failure, worth another try unless it says otherwise; {@code {"suspend": x}} asks
 * for input, with x for whoever gives it. Each is an object with that one field. Every other value
 * is a chunk of output, and the last of them is the result where none is named.
 */
final class HttpAnswer {

  private final BoundedBody body;
  private final ToolContext context;
  private RawJson last = RawJson.NULL;

  HttpAnswer(BoundedBody body, ToolContext context) {
    this.body = body;
    this.context = context;
  }

  Outcome read(String contentType) throws IOException, InterruptedException, BoundedBody.TooLarge {
    String type = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    return switch (type) {
      case "application/x-ndjson", "application/ndjson", "application/jsonl" -> lines();
      case "text/event-stream" -> events();
      default -> whole(type);
    };
  }

  private Outcome whole(String type)
      throws IOException, InterruptedException, BoundedBody.TooLarge {
    String text = body.all();
    if (text.isBlank()) {
      return new Outcome.Succeeded(RawJson.NULL);
    }
    RawJson json = new RawJson(text.strip());
    if (ToolJson.flaw(json) == null && !type.startsWith("text/")) {
      return StreamedValue.of(json) instanceof StreamedValue.Suspension(RawJson payload)
          ? context.suspend(payload)
          : new Outcome.Succeeded(json);
    }
    if (type.equals("application/json") || type.endsWith("+json")) {
      throw new NonRetryableException("the answer is " + ToolJson.flaw(json));
    }
    return new Outcome.Succeeded(ToolJson.write(text));
  }

  private Outcome lines() throws IOException, InterruptedException, BoundedBody.TooLarge {
    int number = 0;
    for (String line = body.line(); line != null; line = body.line()) {
      number++;
      if (line.isBlank()) {
        continue;
      }
      RawJson value = new RawJson(line.strip());
      String flaw = ToolJson.flaw(value);
      if (flaw != null) {
        throw new NonRetryableException("line " + number + " of the answer is " + flaw);
      }
      Outcome end = take(value);
      if (end != null) {
        return end;
      }
    }
    return new Outcome.Succeeded(last);
  }

  private Outcome events() throws IOException, InterruptedException, BoundedBody.TooLarge {
    StringBuilder data = new StringBuilder();
    boolean any = false;
    for (String line = body.line(); line != null; line = body.line()) {
      if (line.isEmpty()) {
        Outcome end = any ? event(data.toString()) : null;
        if (end != null) {
          return end;
        }
        data.setLength(0);
        any = false;
      } else if (line.equals("data") || line.startsWith("data:")) {
        data.append(any ? "\n" : "").append(fieldValue(line));
        any = true;
      }
    }
    return new Outcome.Succeeded(last);
  }

  private static String fieldValue(String line) {
    String value = line.length() > 5 ? line.substring(5) : "";
    return value.startsWith(" ") ? value.substring(1) : value;
  }

  private @Nullable Outcome event(String data) throws IOException, InterruptedException {
    if (data.strip().equals("[DONE]")) {
      return new Outcome.Succeeded(last);
    }
    RawJson json = new RawJson(data.strip());
    return take(ToolJson.flaw(json) == null ? json : ToolJson.write(data));
  }

  /** What the stream ends with, or null where it goes on. */
  private @Nullable Outcome take(RawJson value) throws IOException, InterruptedException {
    return switch (StreamedValue.of(value)) {
      case StreamedValue.Result(RawJson result) -> new Outcome.Succeeded(result);
      case StreamedValue.Failure failure -> failure.outcome();
      case StreamedValue.Suspension(RawJson payload) -> context.suspend(payload);
      case StreamedValue.Output(RawJson chunk) -> {
        context.output(chunk);
        yield null;
      }
      case StreamedValue.Plain(RawJson plain) -> {
        context.output(plain);
        last = plain;
        yield null;
      }
    };
  }
}
