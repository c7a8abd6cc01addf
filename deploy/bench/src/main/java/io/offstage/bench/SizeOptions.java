package io.offstage.bench;

import picocli.CommandLine.Option;

/** How large the workloads are that are about size; the defaults are those the figures are of. */
final class SizeOptions {

  @Option(
      names = "--hot",
      defaultValue = "1000000",
      description = "backlog: tasks of the hot key (${DEFAULT-VALUE})")
  private int hot;

  @Option(
      names = "--cool-keys",
      defaultValue = "100",
      description = "backlog: keys beside it (${DEFAULT-VALUE})")
  private int coolKeys;

  @Option(
      names = "--live",
      defaultValue = "100000",
      description = "recovery: live tasks of the worker that is killed (${DEFAULT-VALUE})")
  private int live;

  @Option(
      names = "--ended",
      defaultValue = "1000000",
      description = "recovery: tasks that have ended behind them (${DEFAULT-VALUE})")
  private int ended;

  @Option(
      names = "--subscribers",
      defaultValue = "2000",
      description = "fanout: open streams (${DEFAULT-VALUE})")
  private int subscribers;

  @Option(
      names = "--events-per-second",
      defaultValue = "1000",
      description = "fanout: each is for twenty of them (${DEFAULT-VALUE})")
  private int eventsPerSecond;

  Fanout fanout() {
    return new Fanout(subscribers, eventsPerSecond, 10);
  }

  Backlog backlog() {
    return new Backlog(hot, coolKeys, 200, 10);
  }

  Takeover takeover() {
    return new Takeover(live, ended);
  }
}
