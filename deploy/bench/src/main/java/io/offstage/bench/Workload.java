package io.offstage.bench;

import java.util.List;

/** What can be measured, by the name it has on the command line. */
enum Workload {
  noop,
  sleep10,
  sleep100,
  limited,
  latency,
  backlog,
  recovery,
  fanout,
  materialize;

  /** Whether it measures a database, too. */
  boolean needsPostgres() {
    return this == materialize || this == fanout;
  }

  List<Measurement> measure(Session session) throws InterruptedException {
    return switch (this) {
      case noop -> session.beside(Throughput.NOOP, BareLoop::perSecond);
      case sleep10 -> session.beside(Throughput.SLEEP_10, Throughput::ideal);
      case sleep100 -> session.beside(Throughput.SLEEP_100, Throughput::ideal);
      case limited -> session.beside(Throughput.LIMITED, Throughput::ideal);
      case latency -> Latency.both(session);
      case backlog -> session.sizes().backlog().measure(session);
      case recovery -> session.sizes().takeover().measure(session);
      case fanout -> session.sizes().fanout().measure(session);
      case materialize -> Materialize.WORKLOAD.measure(session);
    };
  }
}
