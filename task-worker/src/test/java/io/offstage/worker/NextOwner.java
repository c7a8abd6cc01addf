package io.offstage.worker;

import io.offstage.settings.Settings;
import io.offstage.topic.PoolRules;
import io.offstage.worker.journal.Recovered;
import io.offstage.worker.journal.Recovery;
import io.offstage.worker.journal.RecoveryBounds;
import io.offstage.worker.journal.WorkerIdentity;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;

/** Learns what a worker would that is given a partition now, and does nothing with it. */
record NextOwner(TestPool pool, Settings settings) {

  /**
   * Reads a partition.
   *
   * @param stillOwned asked before the marks of the logs are taken, and before each read after that
   */
  Recovered recover(int partition, BooleanSupplier stillOwned) throws Exception {
    WorkerIdentity identity = WorkerIdentity.create(pool.topics);
    WorkerClients clients = new WorkerClients(settings, identity);
    try (Admin admin = clients.admin()) {
      return Objects.requireNonNull(
          new Recovery(
                  identity,
                  PoolRules.of("tools"),
                  settings.recovery(),
                  RecoveryBounds.of(
                      settings.recovery().maxScan(),
                      settings.recovery().maxBytes(),
                      settings.topics().retention().lifecycle()),
                  clients.reading(),
                  admin)
              .recover(partition, stillOwned));
    }
  }
}
