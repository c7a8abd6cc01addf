package io.offstage.worker.attempt;

import io.offstage.task.RawJson;
import io.offstage.task.Task;
import io.offstage.task.TaskStart;
import io.offstage.task.TraceContext;
import io.offstage.topic.FinishedChild;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One attempt at a task, as the code that runs it sees it. Safe for the threads of that code. */
public interface Attempt {

  /** The task as it was when the attempt was decided; running, with this attempt's number. */
  Task task();

  /** The number of this attempt, from 1. */
  int number();

  /** What to hand on, so that whatever this attempt causes is part of its trace. */
  default @Nullable TraceContext trace() {
    return task().start().lineage().trace();
  }

  /**
   * Appends a chunk to the task's output, in order. Blocks while the buffer is full.
   *
   * @param chunk one JSON value, 64 KiB at most; see the contract for what becomes of more
   */
  default void output(RawJson chunk) throws InterruptedException {
    output(chunk, List.of());
  }

  /**
   * Appends a chunk that readers show only after the ends of these tasks.
   *
   * @param after ids of tasks that have ended
   */
  void output(RawJson chunk, List<String> after) throws InterruptedException;

  /**
   * Which of these children {@link #advance} would refuse, by id, and why: those with too large
   * arguments, and those that the others leave no room for in the task's snapshot, in their order.
   * Nothing happens.
   *
   * @param children tasks that are to start together
   */
  Map<String, String> refusals(List<TaskStart> children);

  /**
   * Makes a step durable: the snapshot, the start of these children and the end of dealing with
   * these others take effect together. Returns when they have; whoever lost the task meanwhile is
   * interrupted instead. Children that are too large or too many are refused, and nothing has
   * happened then.
   *
   * @param children tasks to start; one that this task already has is not started again
   * @param handled ids of children whose ends have been dealt with
   */
  void advance(List<TaskStart> children, List<String> handled) throws InterruptedException;

  /**
   * Ends of children that have not been dealt with, as of this attempt's start, in the order they
   * were told, results included.
   */
  List<FinishedChild> finishedChildren() throws InterruptedException;

  /** Whether it has been asked to stop; the thread has been interrupted as well. */
  boolean isCancelled();
}
