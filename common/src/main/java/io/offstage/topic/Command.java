package io.offstage.topic;

import io.offstage.task.RawJson;
import io.offstage.task.TaskStart;
import org.jspecify.annotations.Nullable;

/** What a record in a command topic asks. */
public sealed interface Command {

  /** The wire name of the record's type. */
  String type();

  /** The task it is about. */
  String taskId();

  /** Run this task. */
  record Start(TaskStart task) implements Command {
    public static final String TYPE = "background-task-started";

    @Override
    public String type() {
      return TYPE;
    }

    @Override
    public String taskId() {
      return task.taskId();
    }
  }

  /**
   * Stop this task.
   *
   * @param commandId named as cause in the event it leads to, or in the refusal
   * @param subtree whether its children are cancelled with it
   */
  record Cancel(
      String taskId,
      String commandId,
      @Nullable String reason,
      @Nullable String requestedBy,
      boolean subtree)
      implements Command {
    public static final String TYPE = "background-task-cancel-requested";

    @Override
    public String type() {
      return TYPE;
    }
  }

  /** Go on with this suspended task. */
  record Resume(String taskId, String commandId, RawJson data) implements Command {
    public static final String TYPE = "background-task-resume-requested";

    @Override
    public String type() {
      return TYPE;
    }
  }

  /**
   * By workers only: a child of this task has ended.
   *
   * @param concurrencyKey the task's, which is the record's key
   */
  record ChildFinished(String taskId, String concurrencyKey, FinishedChild child)
      implements Command {
    public static final String TYPE = "background-task-child-finished";

    @Override
    public String type() {
      return TYPE;
    }
  }
}
