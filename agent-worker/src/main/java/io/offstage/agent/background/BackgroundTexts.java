package io.offstage.agent.background;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What models read about background calls. */
public final class BackgroundTexts {

  private static final Pattern IS_ACK =
      Pattern.compile(
          "Background (?:task started\\. Task ID: |agent task started with ID: )(\\S+?)\\.?\\s.*",
          Pattern.DOTALL);

  private static final String DIRECTIVE =
      "These background calls have finished; their results are above, in place of the"
          + " acknowledgements:";

  private BackgroundTexts() {}

  /** What a call that was sent to the background answers with at once. */
  public static String ack(String taskId, String tool) {
    return ("Background task started. Task ID: %s. The tool \"%s\" is running in the background."
            + " You will be notified when it completes.")
        .formatted(taskId, tool);
  }

  public static boolean isAck(String result) {
    return IS_ACK.matcher(result).matches();
  }

  /** The id of the task that an acknowledgement names; empty where a result is none. */
  public static Optional<String> taskOf(String result) {
    Matcher ack = IS_ACK.matcher(result);
    return ack.matches() ? Optional.of(ack.group(1)) : Optional.empty();
  }

  /** What a model is told, and nobody remembers, when it is asked again after completions. */
  public static String directive(List<FinishedCall> finished) {
    StringBuilder text = new StringBuilder(DIRECTIVE);
    for (FinishedCall call : finished) {
      text.append("\n- %s (call %s): %s".formatted(call.tool(), call.toolCallId(), call.status()));
    }
    return text.append(
            "\nReact to them now. Do not call them again for the same thing; calls that are still"
                + " running will be reported when they finish.")
        .toString();
  }

  public static boolean isDirective(String message) {
    return message.startsWith(DIRECTIVE);
  }

  /** The section of the system prompt; empty when nothing may run in the background. */
  public static String promptSection(Collection<String> eligible) {
    return eligible.isEmpty()
        ? ""
        : """

        ## Background calls
        These tools can run in the background: %s.
        Such a call is acknowledged at once and its result comes later: go on without it, and do not \
        call it again meanwhile. To decide for one call, add "_background" to its arguments: \
        {"disposition": "foreground" | "deferred" | "awaited"}; "awaited" waits for the result.\
        """
            .formatted(String.join(", ", eligible));
  }
}
