package io.offstage.bench.chaos;

import io.offstage.client.OffstageClient;
import io.offstage.dev.Broker;
import java.time.Duration;

/** Something bad that happens to a fleet. Each puts everything right again before it returns. */
enum Disturbance {
  KILL_TASK_WORKER {
    @Override
    void happen(Fleet fleet, Subscriber subscriber, Chance chance) throws InterruptedException {
      restart(chance.pick(fleet.taskWorkers()), chance);
    }
  },
  PAUSE_TASK_WORKER {
    @Override
    void happen(Fleet fleet, Subscriber subscriber, Chance chance) throws InterruptedException {
      pause(chance.pick(fleet.taskWorkers()), chance);
    }
  },
  ROLL_TASK_WORKERS {
    @Override
    void happen(Fleet fleet, Subscriber subscriber, Chance chance) throws InterruptedException {
      for (Member worker : fleet.taskWorkers()) {
        worker.terminate();
        worker.start();
        worker.ready(ROLLED);
      }
    }
  },
  KILL_AGENT_WORKER {
    @Override
    void happen(Fleet fleet, Subscriber subscriber, Chance chance) throws InterruptedException {
      restart(fleet.agentWorker(), chance);
    }
  },
  PAUSE_AGENT_WORKER {
    @Override
    void happen(Fleet fleet, Subscriber subscriber, Chance chance) throws InterruptedException {
      pause(fleet.agentWorker(), chance);
    }
  },
  KILL_GATEWAY {
    @Override
    void happen(Fleet fleet, Subscriber subscriber, Chance chance) throws InterruptedException {
      restart(fleet.gateway(), chance);
      fleet.awaitGateway();
    }
  },
  CUT_STREAM {
    @Override
    void happen(Fleet fleet, Subscriber subscriber, Chance chance) {
      subscriber.cut();
    }
  },
  KILL_MATERIALIZER {
    @Override
    void happen(Fleet fleet, Subscriber subscriber, Chance chance) throws InterruptedException {
      restart(fleet.materializer(), chance);
    }
  },
  CHANGE_LIMITS {
    @Override
    void happen(Fleet fleet, Subscriber subscriber, Chance chance) {
      // Never above what the settings say, which is what the history is checked against.
      try (OffstageClient gateway = OffstageClient.at(fleet.gatewayUrl())) {
        gateway.setLimit("tools", "key:hot", chance.between(1, Fleet.KEY_CONCURRENCY), null);
        gateway.setLimit("tools", "limit:scarce", chance.between(1, Fleet.SCARCE), null);
        gateway.setLimit("tools", "limit:global", chance.between(6, Fleet.GLOBAL), null);
      }
    }
  },
  KILL_BROKER {
    @Override
    void happen(Fleet fleet, Subscriber subscriber, Chance chance) throws InterruptedException {
      Broker broker = chance.pick(fleet.infra().brokers());
      broker.kill();
      Thread.sleep(chance.upTo(AWHILE));
      broker.start();
    }
  },
  RESTART_BROKER {
    @Override
    void happen(Fleet fleet, Subscriber subscriber, Chance chance) {
      Broker broker = chance.pick(fleet.infra().brokers());
      broker.stop();
      broker.start();
    }
  },
  KILL_POSTGRES {
    @Override
    void happen(Fleet fleet, Subscriber subscriber, Chance chance) throws InterruptedException {
      fleet.infra().killPostgres();
      Thread.sleep(chance.upTo(AWHILE));
      fleet.infra().startPostgres();
    }
  };

  /** On a busy machine the next one goes before this one serves. */
  private static final Duration ROLLED = Duration.ofSeconds(6);

  private static final Duration AWHILE = Duration.ofSeconds(2);

  /** Longer than the session of a group member, {@link Chaos#SESSION}. */
  private static final Duration PAUSE = Chaos.SESSION.plusSeconds(1);

  abstract void happen(Fleet fleet, Subscriber subscriber, Chance chance)
      throws InterruptedException;

  private static void restart(Member member, Chance chance) throws InterruptedException {
    member.kill();
    Thread.sleep(chance.upTo(AWHILE));
    member.start();
  }

  private static void pause(Member member, Chance chance) throws InterruptedException {
    member.pause();
    try {
      Thread.sleep(PAUSE.plus(chance.upTo(AWHILE)));
    } finally {
      member.goOn();
    }
  }
}
