package io.offstage.topic;

/**
 * What a pool fills in where a started record is silent.
 *
 * @param pool its name
 * @param keyTemplate of the concurrency key, with {@code {agentId}}, {@code {resourceId}}, {@code
 *     {threadId}}, {@code {runId}} and {@code {toolName}}
 * @param servesRuns whether its tasks are agent runs: keyed by thread and without a timeout of
 *     their own
 */
public record PoolRules(String pool, String keyTemplate, boolean servesRuns) {

  /** The name of the pool that agent runs live in. */
  public static final String AGENTS = "agents";

  /** The name of the pool that background tool calls live in unless their tool says otherwise. */
  public static final String TOOLS = "tools";

  /** The tool name of an agent run. */
  public static final String RUN_TOOL = "agent";

  public static PoolRules of(String pool) {
    return new PoolRules(pool, ConcurrencyKeys.DEFAULT_TEMPLATE, pool.equals(AGENTS));
  }
}
