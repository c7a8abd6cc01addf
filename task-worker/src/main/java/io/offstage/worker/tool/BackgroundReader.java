package io.offstage.worker.tool;

import com.fasterxml.jackson.databind.JsonNode;
import io.offstage.task.HookRef;
import io.offstage.task.TaskEnd;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Reads {@code background: {enabled, defaultDisposition, timeoutMs, maxRetries, waitTimeoutMs,
 * onComplete, onFailed, onCancelled}}; an object without {@code enabled} enables, and {@code
 * background: true} is short for that.
 */
public final class BackgroundReader {

  private BackgroundReader() {}

  /**
   * What stands there; wrong fields count as absent.
   *
   * @param path put before every problem, such as {@code tools.research.background}
   * @param problems is told what is wrong, a sentence each
   */
  public static Background read(String path, JsonNode node, Consumer<String> problems) {
    if (node.isBoolean()) {
      return node.booleanValue() ? Background.ELIGIBLE : Background.NEVER;
    }
    SpecFields fields = new SpecFields(path, node, problems);
    Background background =
        new Background(
            fields.flag("enabled").orElse(true),
            disposition(fields).orElse(null),
            fields.millis("timeoutMs").orElse(null),
            fields.count("maxRetries", 0).orElse(null),
            fields.millis("waitTimeoutMs").orElse(null),
            hooks(fields));
    fields.refuseOthers();
    return background;
  }

  private static List<HookRef> hooks(SpecFields fields) {
    List<HookRef> hooks = new ArrayList<>();
    fields.hooks("onComplete").forEach(hook -> hooks.add(hook.on(TaskEnd.COMPLETED)));
    fields.hooks("onFailed").forEach(hook -> hooks.add(hook.on(TaskEnd.FAILED)));
    fields.hooks("onCancelled").forEach(hook -> hooks.add(hook.on(TaskEnd.CANCELLED)));
    return hooks;
  }

  private static Optional<Disposition> disposition(SpecFields fields) {
    Optional<String> name = fields.text("defaultDisposition");
    Optional<Disposition> found =
        name.flatMap(
            n ->
                Arrays.stream(Disposition.values())
                    .filter(d -> d.name().toLowerCase(Locale.ROOT).equals(n))
                    .findFirst());
    if (name.isPresent() && found.isEmpty()) {
      fields.refuse(
          "defaultDisposition",
          "must be foreground, deferred or awaited, was \"" + name.get() + "\"");
    }
    return found;
  }
}
