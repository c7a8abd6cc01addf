package io.offstage.settings;

import static io.offstage.settings.ValueType.duration;
import static io.offstage.settings.ValueType.integer;

import java.time.Duration;
import java.util.List;

/**
 * How a worker runs attempts.
 *
 * @param pool that a task worker serves; default {@code tools}
 * @param concurrency most attempts at once in this process; default 200
 * @param keyConcurrency most attempts at once per concurrency key, for pools that say nothing else;
 *     default 5
 * @param maxDeliveries how often a task may be lost with its worker before it fails with {@code
 *     worker_lost}, where its start says nothing; default 3
 * @param grace how long a cancelled or timed-out attempt may go on before its slot counts as stuck;
 *     default 10 s, or the drain timeout if that is shorter
 * @param unknownToolGrace how long a task waits for a worker that knows its tool; default 5 min
 * @param drain how work is given up in order
 * @param classic timeouts of the classic group protocol
 * @param permissions what tools may do on this machine
 */
public record WorkerSettings(
    String pool,
    int concurrency,
    int keyConcurrency,
    int maxDeliveries,
    Duration grace,
    Duration unknownToolGrace,
    Drain drain,
    Classic classic,
    Permissions permissions) {

  /**
   * How long running attempts may still take.
   *
   * @param timeout from SIGTERM until what still runs is put back; default 60 s
   * @param rebalance until attempts of partitions that move away are put back; it blocks the poll
   *     loop; default 3 s, or the timeout if that is shorter
   */
  public record Drain(Duration timeout, Duration rebalance) {}

  /**
   * Used with {@code kafka.group.protocol: classic} alone; with {@code consumer} the broker
   * decides.
   *
   * @param sessionTimeout without a heartbeat until the member is expelled; default 10 s
   * @param heartbeatInterval default 3 s, at most a third of the session timeout
   */
  public record Classic(Duration sessionTimeout, Duration heartbeatInterval) {}

  /**
   * Nothing that reaches this machine or its network is allowed unless it stands here.
   *
   * @param allow names of tools, or kinds of tools ({@code process}, {@code mcp}, {@code shell}),
   *     that may start processes on this machine; default none. It is no sandbox
   * @param privateHosts hosts that URLs chosen by a model or a client may lead to although their
   *     addresses are private or link-local; default none. What the file configures may be anywhere
   */
  public record Permissions(List<String> allow, List<String> privateHosts) {
    public Permissions {
      allow = List.copyOf(allow);
      privateHosts = List.copyOf(privateHosts);
    }

    /**
     * Whether a tool may start processes.
     *
     * @param tool its name
     * @param kind what it runs as, such as {@code process}
     */
    public boolean mayStart(String tool, String kind) {
      return allow.contains(tool) || allow.contains(kind);
    }
  }

  static WorkerSettings read(Reading in) {
    String pool =
        in.value("worker.pool", Patterns.poolName(), "tools", "Pool that a task worker serves");
    int concurrency =
        in.value(
            "worker.concurrency", integer(1, 100_000), 200, "Most attempts at once in one worker");
    int keyConcurrency =
        in.value(
            "worker.key-concurrency",
            integer(1, 100_000),
            5,
            "Most attempts at once per concurrency key, across all workers");
    int maxDeliveries =
        in.value(
            "worker.max-deliveries",
            integer(1, 1_000),
            3,
            "Deliveries of a task whose workers die, before it fails with worker_lost");
    Drain drain = drain(in);
    return new WorkerSettings(
        pool,
        concurrency,
        keyConcurrency,
        maxDeliveries,
        withinDrain(
            in,
            "worker.grace",
            Duration.ofSeconds(10),
            drain.timeout,
            "How long a cancelled or timed-out attempt may take to stop"),
        in.value(
            "worker.unknown-tool-grace",
            duration(Duration.ZERO, Duration.ofDays(7)),
            Duration.ofMinutes(5),
            "How long a task waits for a worker that knows its tool"),
        drain,
        classic(in),
        permissions(in));
  }

  private static Drain drain(Reading in) {
    Duration timeout =
        in.value(
            "worker.drain.timeout",
            duration(Duration.ZERO, Duration.ofHours(24)),
            Duration.ofSeconds(60),
            "From SIGTERM until running attempts are put back");
    return new Drain(
        timeout,
        withinDrain(
            in,
            "worker.drain.rebalance",
            Duration.ofSeconds(3),
            timeout,
            "Until attempts of partitions that move away are put back"));
  }

  private static Duration withinDrain(
      Reading in, String key, Duration fallback, Duration drain, String description) {
    Duration value =
        in.value(
            key,
            duration(Duration.ZERO, Duration.ofMinutes(2)),
            Durations.least(fallback, drain),
            description);
    in.refuseUnless(
        value.compareTo(drain) <= 0,
        key,
        "%s is longer than worker.drain.timeout, %s"
            .formatted(Durations.write(value), Durations.write(drain)));
    return value;
  }

  private static Classic classic(Reading in) {
    Duration session =
        in.value(
            "worker.classic.session-timeout",
            duration(Duration.ofSeconds(1), Duration.ofMinutes(30)),
            Duration.ofSeconds(10),
            "Silence until a member of a classic group is expelled");
    Duration heartbeat =
        in.value(
            "worker.classic.heartbeat-interval",
            duration(Duration.ofMillis(100), Duration.ofMinutes(10)),
            Durations.least(Duration.ofSeconds(3), session.dividedBy(3)),
            "Heartbeats of a member of a classic group");
    in.refuseUnless(
        heartbeat.multipliedBy(3).compareTo(session) <= 0,
        "worker.classic.heartbeat-interval",
        "%s is more than a third of worker.classic.session-timeout, %s"
            .formatted(Durations.write(heartbeat), Durations.write(session)));
    return new Classic(session, heartbeat);
  }

  private static Permissions permissions(Reading in) {
    return new Permissions(
        in.list(
            "worker.allow",
            Patterns.notBlank(),
            List.of(),
            "Tools, or kinds of tools (process, mcp, shell), that may start processes; no sandbox"),
        in.list(
            "worker.http.allow-private",
            Patterns.notBlank(),
            List.of(),
            "Hosts with private addresses that URLs chosen by a model may lead to"));
  }
}
