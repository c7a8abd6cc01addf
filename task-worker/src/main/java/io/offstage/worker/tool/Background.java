package io.offstage.worker.tool;

import java.time.Duration;
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
 */
public record Background(
    boolean enabled,
    @Nullable Disposition defaultDisposition,
    @Nullable Duration timeout,
    @Nullable Integer maxRetries,
    @Nullable Duration waitTimeout) {

  public static final Background NEVER = new Background(false, null, null, null, null);
  public static final Background ELIGIBLE = new Background(true, null, null, null, null);
}
