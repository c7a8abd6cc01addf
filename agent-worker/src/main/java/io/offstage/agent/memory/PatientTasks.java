package io.offstage.agent.memory;

import io.offstage.store.Page;
import io.offstage.store.StoredTask;
import io.offstage.store.TaskFilter;
import io.offstage.store.TaskOrder;
import io.offstage.store.TaskReader;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The read model for runs: while Postgres does not answer, the caller waits, however long, until it
 * is interrupted.
 */
public final class PatientTasks {

  private final TaskReader tasks;

  public PatientTasks(TaskReader tasks) {
    this.tasks = tasks;
  }

  public Optional<StoredTask> find(String id, TaskFilter scope) throws InterruptedException {
    return Patience.insist(() -> tasks.find(id, scope));
  }

  public List<StoredTask> findAll(Collection<String> ids, TaskFilter scope)
      throws InterruptedException {
    return ids.isEmpty() ? List.of() : Patience.insist(() -> tasks.findAll(ids, scope));
  }

  public List<StoredTask> list(TaskFilter filter, TaskOrder order, int most)
      throws InterruptedException {
    return Patience.insist(() -> tasks.list(filter, order, new Page(0, most)).rows());
  }
}
