package io.offstage.trace;

import io.offstage.store.StoredTask;
import io.offstage.task.RawJson;
import io.offstage.topic.JsonFields;
import io.offstage.topic.MalformedRecord;
import io.offstage.topic.OutputRecord;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tokens; 0 where nobody says. */
public record TokenUsage(long inputTokens, long outputTokens, long totalTokens) {

  public static final TokenUsage NONE = new TokenUsage(0, 0, 0);

  public TokenUsage plus(TokenUsage other) {
    return new TokenUsage(
        inputTokens + other.inputTokens,
        outputTokens + other.outputTokens,
        totalTokens + other.totalTokens);
  }

  /**
   * What a run has used itself: what it says in its result, or, where it has none, being live,
   * cancelled or failed, in its output at the end of each step. Nothing for any other task.
   */
  static TokenUsage of(StoredTask task, List<OutputRecord> output) {
    try {
      JsonFields result =
          JsonFields.of(task.document().getBytes(StandardCharsets.UTF_8)).object("result");
      if (result != null) {
        return of(result);
      }
    } catch (MalformedRecord _) {
      // A tool's result may be any JSON.
      return NONE;
    }
    return output.stream()
        .flatMap(record -> record.chunks().stream())
        .map(TokenUsage::ofStep)
        .reduce(NONE, TokenUsage::plus);
  }

  private static TokenUsage ofStep(RawJson chunk) {
    try {
      JsonFields fields = JsonFields.of(chunk);
      if ("step-finish".equals(fields.string("type"))) {
        JsonFields payload = fields.object("payload");
        JsonFields output = payload == null ? null : payload.object("output");
        return output == null ? NONE : of(output);
      }
    } catch (MalformedRecord _) {
      // A tool may write any JSON.
    }
    return NONE;
  }

  private static TokenUsage of(JsonFields user) throws MalformedRecord {
    JsonFields usage = user.object("usage");
    return usage == null
        ? NONE
        : new TokenUsage(
            tokens(usage, "inputTokens"),
            tokens(usage, "outputTokens"),
            tokens(usage, "totalTokens"));
  }

  private static long tokens(JsonFields usage, String name) throws MalformedRecord {
    @Nullable Long tokens = usage.wholeNumber(name, 0, Long.MAX_VALUE);
    return tokens == null ? 0 : tokens;
  }
}
