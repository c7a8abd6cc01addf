package io.offstage.worker.tool;

import io.offstage.task.HookRef;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a tool says about running in the background; what it leaves open, agents and defaults
 * decide.
 *
 * @param enabled whether calls may run in the background at all
 * @param defaultDisposition where an eligible call runs unless somebody says otherwise
 * @param timeout of one attempt
 * @param maxRetries of the tool's own failures
 * @param waitTimeout how long a plain stream waits for the next completion
 * @param hooks started when a call in the background ends
 */
public record Background(
    boolean enabled,
    @Nullable Disposition defaultDisposition,
    @Nullable Duration timeout,
    @Nullable Integer maxRetries,
    @Nullable Duration waitTimeout,
    List<HookRef> hooks) {

  public static final Background NEVER = new Background(false, null, null, null, null, List.of());
  public static final Background ELIGIBLE = new Background(true, null, null, null, null, List.of());

  public Background {
    hooks = List.copyOf(hooks);
  }
}
