package io.offstage.worker.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.offstage.topic.PoolTopics;
import org.junit.jupiter.api.Test;

class WorkerIdentityTest {

  private final WorkerIdentity one = WorkerIdentity.create(new PoolTopics("", "tools"));

  @Test
  void aTransactionalIdTellsItsWorkerToThoseOfTheSamePool() {
    WorkerIdentity other = WorkerIdentity.create(new PoolTopics("", "tools"));

    assertThat(one.workerOf(other.transactionalId(1))).contains(other.name());
  }

  @Test
  void aTransactionOfAPoolWhoseNameBeginsAlikeIsNoneOfThisPools() {
    WorkerIdentity elsewhere = WorkerIdentity.create(new PoolTopics("", "tools-gpu"));

    assertThat(one.workerOf(elsewhere.transactionalId(0))).isEmpty();
    assertThat(one.workerOf("offstage.tools-by-hand")).isEmpty();
  }
}
