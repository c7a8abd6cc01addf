package io.offstage.worker.schedule.simulation;

import io.offstage.topic.LifecycleEvent;
import io.offstage.worker.schedule.Entry;
import io.offstage.worker.schedule.Message;
import io.offstage.worker.schedule.Write;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Watches a history and says what it must never see. */
abstract class Invariant {

  /** A record has become visible in the command topic. */
  void appended(CommandRecord record) {}

  /**
   * A snapshot has become visible.
   *
   * @param before the task's last one
   */
  void committed(TaskName task, @Nullable LifecycleEvent before, LifecycleEvent event) {}

  /** A permit's state has become visible. */
  void permitted(Write.PermitState state) {}

  /**
   * A snapshot has been appended again.
   *
   * @param before the task's last one
   */
  void copied(TaskName task, @Nullable LifecycleEvent before, LifecycleEvent event) {}

  /** A new owner has read so many records to find so many live tasks. */
  void recovered(Cluster cluster, int partition, long records, int live) {}

  /** A command has been consumed, and these records have become visible with that. */
  void consumed(CommandRecord record, List<Write> writes) {}

  /** A transaction has become visible as a whole. */
  void transactionEnded(Cluster cluster) {}

  /** A worker has been told what stands in a partition, and has decided nothing about it yet. */
  void recovered(VirtualWorker worker, Message.Gained gained) {}

  /** A worker has decided this, and has told its attempts. */
  void decided(VirtualWorker worker, Entry entry) {}

  /** The code of an attempt begins to run. */
  void codeStarted(VirtualWorker worker, VirtualAttempt attempt, Cluster cluster) {}

  /** A step of the history is over. */
  void stepped(Collection<VirtualWorker> workers) {}

  /** Nothing is left to do. */
  void atRest(Cluster cluster) {}

  final BrokenInvariant broken(String message) {
    return new BrokenInvariant(getClass(), message);
  }
}
