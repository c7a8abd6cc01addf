package io.offstage.worker.tool;

import io.offstage.task.Outcome;
import io.offstage.task.RawJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Understands what a program writes, line by line. {@code {"output": x}} is a chunk of output,
 * {@code {"result": x}} names the result, {@code {"error": …}} a failure, as in {@link
 * StreamedValue}; {@code {"suspend": x}} asks for input, with x for whoever gives it, and the next
 * start of the program finds that in {@code OFFSTAGE_RESUME_DATA}. Every other line is a chunk of
 * output: its value where it is JSON, else its text.
 *
 * <p>Where no result is named, it is the last line if that is a JSON object or array; else all that
 * was written, as a value if it is JSON, as a string if not. A result counts only from a program
 * that exits with 0.
 */
final class ProcessAnswer {

  /** What a shell says of a program that it may not run, or does not find. */
  private static final Set<Integer> NOT_RUN = Set.of(126, 127);

  private final ToolContext context;
  private final int most;
  private final StringBuilder all = new StringBuilder();
  private int bytes;
  private @Nullable RawJson named;
  private StreamedValue.@Nullable Failure failure;
  private @Nullable RawJson lastStructure;
  private @Nullable RawJson asked;

  /**
   * @param most bytes of a result
   */
  ProcessAnswer(ToolContext context, int most) {
    this.context = context;
    this.most = most;
  }

  void take(String line) throws IOException, InterruptedException {
    keep(line);
    if (line.isBlank()) {
      return;
    }
    RawJson json = new RawJson(line.strip());
    if (ToolJson.flaw(json) != null) {
      lastStructure = null;
      context.output(ToolJson.write(line));
      return;
    }
    switch (StreamedValue.of(json)) {
      case StreamedValue.Output(RawJson chunk) -> context.output(chunk);
      case StreamedValue.Result(RawJson value) -> named = value;
      case StreamedValue.Failure said -> failure = said;
      case StreamedValue.Suspension(RawJson payload) -> asked = payload;
      case StreamedValue.Plain(RawJson plain) -> {
        boolean structure = plain.text().startsWith("{") || plain.text().startsWith("[");
        lastStructure = structure ? plain : null;
        context.output(plain);
      }
    }
  }

  /** Of what is too large for a result nothing is held. */
  private void keep(String line) {
    if (bytes <= most) {
      bytes += line.getBytes(StandardCharsets.UTF_8).length + 1;
      if (bytes <= most) {
        all.append(line).append('\n');
      } else {
        all.setLength(0);
      }
    }
  }

  /**
   * What the call ends with.
   *
   * @param exit the program's status
   * @param errorTail the end of what it wrote to standard error
   * @throws IOException where another try may help
   */
  Outcome end(String program, int exit, String errorTail) throws IOException, BoundedBody.TooLarge {
    if (failure != null) {
      return failure.outcome();
    }
    if (exit != 0) {
      String told =
          "%s exited with status %d%s"
              .formatted(program, exit, errorTail.isEmpty() ? "" : ": " + errorTail);
      if (NOT_RUN.contains(exit)) {
        throw new NonRetryableException(told);
      }
      throw new IOException(told);
    }
    if (asked != null) {
      return context.suspend(asked);
    }
    if (named != null) {
      return new Outcome.Succeeded(named);
    }
    return new Outcome.Succeeded(lastStructure != null ? lastStructure : whole());
  }

  private RawJson whole() throws BoundedBody.TooLarge {
    if (bytes > most) {
      throw new BoundedBody.TooLarge();
    }
    String text = all.toString().strip();
    if (text.isEmpty()) {
      return RawJson.NULL;
    }
    RawJson json = new RawJson(text);
    return ToolJson.flaw(json) == null ? json : ToolJson.write(text);
  }
}
