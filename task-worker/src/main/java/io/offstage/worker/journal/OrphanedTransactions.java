package io.offstage.worker.journal;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the transactions that dead workers left open. Such a transaction blocks the read-committed
 * readers of everything it touched, other workers' partitions too, until the broker gives it up
 * after its timeout and up to 10 s more; fencing its producer takes a fraction of a second. Only
 * producers of the own pool are fenced, and only those whose process is no member of the group.
 */
final class OrphanedTransactions {

  private static final Logger LOG = LoggerFactory.getLogger(OrphanedTransactions.class);
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final Admin admin;
  private final WorkerIdentity identity;
  private long sweptAt = Long.MIN_VALUE;

  OrphanedTransactions(Admin admin, WorkerIdentity identity) {
    this.admin = admin;
    this.identity = identity;
  }

  /**
   * Like {@link #fence}, once for all partitions that are gained together: also what blocks none of
   * them, but the input of others. {@code synchronized}, since their recoveries ask at once.
   *
   * @param gainedAt in nanoseconds, as of {@link System#nanoTime}
   */
  synchronized void sweep(long gainedAt) throws InterruptedException {
    if (sweptAt == Long.MIN_VALUE || sweptAt - gainedAt < 0) {
      sweptAt = System.nanoTime();
      fence();
    }
  }

  /**
   * Fences what is orphaned; failing to is not fatal, since the broker gives such transactions up
   * in the end.
   */
  void fence() throws InterruptedException {
    try {
      List<String> orphans = orphans();
      if (!orphans.isEmpty()) {
        LOG.atWarn()
            .addKeyValue("transactionalIds", orphans)
            .log("fencing transactions that dead workers left open");
        admin.fenceProducers(orphans).all().get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (ExecutionException | TimeoutException e) {
      LOG.atWarn().setCause(e).log("could not fence orphaned transactions; waiting for the broker");
    }
  }

  private List<String> orphans() throws InterruptedException, ExecutionException, TimeoutException {
    List<String> open =
        admin
            .listTransactions(
                new ListTransactionsOptions()
                    .filterStates(Set.of(TransactionState.ONGOING, TransactionState.PREPARE_ABORT)))
            .all()
            .get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
            .stream()
            .map(TransactionListing::transactionalId)
            .filter(id -> identity.workerOf(id).isPresent())
            .toList();
    if (open.isEmpty()) {
      return open;
    }
    Set<String> members = members();
    return open.stream()
        .filter(id -> identity.workerOf(id).filter(members::contains).isEmpty())
        .toList();
  }

  private Set<String> members() throws InterruptedException, ExecutionException, TimeoutException {
    return admin
        .describeConsumerGroups(List.of(identity.groupId()))
        .all()
        .get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
        .values()
        .stream()
        .flatMap(group -> group.members().stream())
        .map(MemberDescription::clientId)
        .collect(Collectors.toSet());
  }
}
