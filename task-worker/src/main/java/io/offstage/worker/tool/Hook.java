package io.offstage.worker.tool;

import io.offstage.task.HookRef;
import io.offstage.task.Outcome;
import io.offstage.task.RawJson;
import java.net.http.HttpClient;
import java.time.InstantSource;
import java.util.List;
import java.util.ServiceLoader;

/**
 * What happens when a task has ended: a task of its own, tried again until it succeeds, at least
 * once. Started records name it. A hook that fails changes nothing for the task that ended.
 */
public final class Hook {

  private final String name;
  private final HookCode code;

  /** The code of a hook, on a virtual thread of its own. */
  @FunctionalInterface
  public interface HookCode {

    /**
     * Deals with one end.
     *
     * @throws NonRetryableException when trying again is pointless
     * @throws Exception any other failure; it is tried again, a dozen times within hours
     */
    void run(EndedTask ended, ToolContext context) throws Exception;
  }

  /**
   * A hook of Java code.
   *
   * @param name as started records name it, without pool and end
   * @throws IllegalArgumentException for a name that cannot stand in a record
   */
  public Hook(String name, HookCode code) {
    if (HookRef.parse(name).filter(new HookRef(null, name, null)::equals).isEmpty()) {
      throw new IllegalArgumentException(
          "hook \"%s\": 1 to 100 characters, no space, no slash, no @".formatted(name));
    }
    this.name = name;
    this.code = code;
  }

  /** The hooks of every {@link ToolProvider} of the class path. */
  public static List<Hook> ofClassPath() {
    return ServiceLoader.load(ToolProvider.class).stream()
        .flatMap(provider -> provider.get().hooks().stream())
        .toList();
  }

  public String name() {
    return name;
  }

  /** A hook that posts to a URL; see {@link Webhook}. */
  public static Hook web(String name, WebhookSpec spec, HttpClient client) {
    return new Hook(name, new Webhook(spec, client, InstantSource.system()));
  }

  /** The tool name of its tasks. */
  public String toolName() {
    return HookRef.toolName(name);
  }

  /**
   * Runs one attempt.
   *
   * @param args {@code {task}}, as the owner of the ended task has written it
   */
  public Outcome call(RawJson args, ToolContext context) throws Exception {
    code.run(EndedTask.of(args), context);
    return new Outcome.Succeeded(RawJson.NULL);
  }
}
