package io.offstage.topic;

import io.offstage.task.MemoryScope;
import io.offstage.task.Origin;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How concurrency keys are made where none is given. */
public final class ConcurrencyKeys {

  /** The template of a pool that names none. */
  public static final String DEFAULT_TEMPLATE = "{agentId}/{resourceId}";

  /** What the key of every conversation begins with; such a key has limit 1. */
  public static final String THREAD_PREFIX = "thread:";

  private static final Pattern PLACEHOLDER =
      Pattern.compile("\\{(agentId|resourceId|threadId|runId|toolName)}");

  private ConcurrencyKeys() {}

  /**
   * The key of a top-level run: its thread, so that one thread never has two turns at once; without
   * memory, the run itself.
   */
  public static String ofRun(MemoryScope scope, String runId) {
    return scope.hasMemory()
        ? THREAD_PREFIX + encode(scope.resourceId()) + "/" + encode(scope.threadId())
        : THREAD_PREFIX + encode(runId);
  }

  /** A template with its placeholders filled in, each percent-encoded; what is absent is empty. */
  public static String fill(String template, Origin origin, String toolName) {
    Matcher placeholders = PLACEHOLDER.matcher(template);
    return placeholders.replaceAll(
        m ->
            Matcher.quoteReplacement(
                encode(
                    switch (m.group(1)) {
                      case "agentId" -> origin.agentId();
                      case "resourceId" -> origin.scope().resourceId();
                      case "threadId" -> origin.scope().threadId();
                      case "runId" -> origin.runId();
                      default -> toolName;
                    })));
  }

  private static String encode(@Nullable String part) {
    if (part == null) {
      return "";
    }
    StringBuilder out = new StringBuilder(part.length());
    for (byte b : part.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      if (c < 0x80 && (Character.isLetterOrDigit(c) || "-._~".indexOf(c) >= 0)) {
        out.append(c);
      } else {
        out.append('%').append(Character.toUpperCase(Character.forDigit(c >> 4, 16)));
        out.append(Character.toUpperCase(Character.forDigit(c & 0xf, 16)));
      }
    }
    return out.toString();
  }
}
