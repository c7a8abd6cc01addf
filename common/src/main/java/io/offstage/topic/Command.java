package io.offstage.topic;

import io.offstage.task.RawJson;
import io.offstage.task.TaskStart;
import io.offstage.task.TraceContext;
import org.jspecify.annotations.Nullable;

/** What a record in a command topic asks. */
public sealed interface Command {

  /** The wire name of the record's type. */
  default String type() {
    return switch (this) {
      case Start _ -> Start.TYPE;
      case Cancel _ -> Cancel.TYPE;
      case Resume _ -> Resume.TYPE;
      case ChildAccepted _ -> ChildAccepted.TYPE;
      case ChildSuspended _ -> ChildSuspended.TYPE;
      case ChildFinished _ -> ChildFinished.TYPE;
      case PermitRequested _ -> PermitRequested.TYPE;
      case PermitGranted _ -> PermitGranted.TYPE;
      case PermitReleased _ -> PermitReleased.TYPE;
      case PermitsVoided _ -> PermitsVoided.TYPE;
    };
  }

  /** The task it is about. */
  String taskId();

  /** Run this task. */
  record Start(TaskStart task) implements Command {
    public static final String TYPE = "background-task-started";

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
  }

  /** Go on with this suspended task. */
  record Resume(String taskId, String commandId, RawJson data) implements Command {
    public static final String TYPE = "background-task-resume-requested";
  }

  /**
   * By workers only: a child of this task, which asked not to be queued, was taken by its owner.
   *
   * @param childId the child's task id
   */
  record ChildAccepted(String taskId, String childId) implements Command {
    public static final String TYPE = "background-task-child-accepted";
  }

  /**
   * By workers only: a child of this task asks for input, or has got it.
   *
   * @param childId the child's task id
   * @param suspended which of the two
   */
  record ChildSuspended(String taskId, String concurrencyKey, String childId, boolean suspended)
      implements Command {
    public static final String TYPE = "background-task-child-suspended";
  }

  /**
   * By workers only: a child of this task has ended.
   *
   * @param concurrencyKey the task's, which is the record's key
   * @param trace the child's trace, which stands in the record's headers
   */
  record ChildFinished(
      String taskId, String concurrencyKey, FinishedChild child, @Nullable TraceContext trace)
      implements Command {
    public static final String TYPE = "background-task-child-finished";
  }

  /** What workers say to each other about the permits of a named limit. */
  sealed interface Permits extends Command {
    /** The limit's name. */
    String limit();
  }

  /**
   * By workers only, to the limit: a task's turn has come, and it needs one of the limit's permits.
   *
   * @param permit names the permit for ever: it is asked for once, under this name
   * @param concurrencyKey the task's: the answer goes there
   * @param partition where the task lives
   */
  record PermitRequested(
      String limit, String permit, String taskId, String concurrencyKey, int partition)
      implements Permits {
    public static final String TYPE = "background-task-permit-requested";
  }

  /** By workers only, to the task: the permit is its own until it is released. */
  record PermitGranted(String limit, String permit, String taskId) implements Permits {
    public static final String TYPE = "background-task-permit-granted";
  }

  /** By workers only, to the limit: the task needs this permit no longer, granted or not. */
  record PermitReleased(String limit, String permit, String taskId) implements Permits {
    public static final String TYPE = "background-task-permit-released";
  }

  /**
   * By workers only, to the limit: a partition has a new owner, and no task of it runs or asks as
   * of then. All permits of its tasks are free but those that this owner has asked for.
   *
   * @param partition whose tasks they are of
   * @param owner what the names of this owner's permits begin with
   */
  record PermitsVoided(String limit, int partition, String owner) implements Permits {
    public static final String TYPE = "background-task-permits-voided";

    /** It is about no task; the limit it is for. */
    @Override
    public String taskId() {
      return Permit.addressOf(limit);
    }
  }
}
