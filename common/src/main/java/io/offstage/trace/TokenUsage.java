package io.offstage.trace;

import io.offstage.store.StoredTask;
import io.offstage.topic.JsonFields;
import io.offstage.topic.MalformedRecord;
import java.nio.charset.StandardCharsets;
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

  /** What a run says in its result that it has used itself; nothing for any other task. */
  public static TokenUsage of(StoredTask task) {
    try {
      JsonFields result =
          JsonFields.of(task.document().getBytes(StandardCharsets.UTF_8)).object("result");
      JsonFields usage = result == null ? null : result.object("usage");
      return usage == null
          ? NONE
          : new TokenUsage(
              tokens(usage, "inputTokens"),
              tokens(usage, "outputTokens"),
              tokens(usage, "totalTokens"));
    } catch (MalformedRecord _) {
      // A tool's result may be any JSON.
      return NONE;
    }
  }

  private static long tokens(JsonFields usage, String name) throws MalformedRecord {
    @Nullable Long tokens = usage.wholeNumber(name, 0, Long.MAX_VALUE);
    return tokens == null ? 0 : tokens;
  }
}
