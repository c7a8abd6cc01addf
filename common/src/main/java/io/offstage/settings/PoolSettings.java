package io.offstage.settings;

import static io.offstage.settings.ValueType.integer;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One pool. {@code tools} and {@code agents} always exist.
 *
 * @param keyConcurrency most attempts at once per concurrency key across the fleet; default {@code
 *     worker.key-concurrency}. A thread of an agent has 1 whatever stands here.
 * @param maxQueued most tasks of a concurrency key that wait for their turn; a start beyond fails
 *     with {@code queue_full}; null, the default: any number
 * @param keyTemplate concurrency key of a task that brings none; default {@code
 *     {agentId}/{resourceId}}
 * @param partitions of each of its three topics; default {@code topics.partitions}
 * @param limits named limits that the pool enforces, name → permits; each of its tasks needs those
 *     that apply; default none
 * @param accept what may be started here
 */
public record PoolSettings(
    int keyConcurrency,
    @Nullable Integer maxQueued,
    String keyTemplate,
    int partitions,
    Map<String, Integer> limits,
    Accept accept) {

  private static final Pattern TEMPLATE =
      Pattern.compile("([^{}\\s]|\\{(agentId|resourceId|threadId|runId|toolName)})+");

  /**
   * What the pool's owner lets in; an empty list lets everything in.
   *
   * @param tools names of tools
   * @param agents ids of agents
   * @param resources ids of resources
   */
  public record Accept(List<String> tools, List<String> agents, List<String> resources) {
    public Accept {
      tools = List.copyOf(tools);
      agents = List.copyOf(agents);
      resources = List.copyOf(resources);
    }
  }

  public PoolSettings {
    limits = Map.copyOf(limits);
  }

  static Map<String, PoolSettings> readAll(
      Reading in, TopicSettings topics, WorkerSettings worker) {
    Map<String, PoolSettings> pools = new LinkedHashMap<>();
    for (String name : in.names("pools", "agents", "tools")) {
      if (!name.equals(Reading.ANY_NAME) && !Patterns.POOL_NAME.matcher(name).matches()) {
        in.refuseName("pools." + name, "expected " + Patterns.poolName().expected());
      }
      pools.put(name, read(in, "pools." + name + ".", topics, worker));
    }
    return pools;
  }

  private static PoolSettings read(
      Reading in, String prefix, TopicSettings topics, WorkerSettings worker) {
    return new PoolSettings(
        in.value(
            prefix + "key-concurrency",
            integer(1, 100_000),
            worker.keyConcurrency(),
            "Most attempts at once per key; worker.key-concurrency if absent"),
        in.valueOrNull(
            prefix + "max-queued",
            integer(0, 1_000_000_000),
            "Most tasks of a key that wait; any number if absent"),
        in.value(
            prefix + "key-template",
            ValueType.text(
                "text with {agentId}, {resourceId}, {threadId}, {runId} or {toolName}", TEMPLATE),
            "{agentId}/{resourceId}",
            "Concurrency key of a task that brings none"),
        in.value(
            prefix + "partitions",
            integer(1, 10_000),
            topics.partitions(),
            "Partitions of the pool's topics; topics.partitions if absent"),
        in.map(
            prefix + "limits",
            integer(1, 1_000_000),
            "Named limits, exact across all workers: name to permits"),
        new Accept(
            in.list(
                prefix + "accept.tools",
                Patterns.notBlank(),
                List.of(),
                "Tools that may be started here; none means all"),
            in.list(
                prefix + "accept.agents",
                Patterns.notBlank(),
                List.of(),
                "Agents that may start tasks here; none means all"),
            in.list(
                prefix + "accept.resources",
                Patterns.notBlank(),
                List.of(),
                "Resources whose tasks may start here; none means all")));
  }
}
