package io.offstage.task;

/**
 * That a child has ended, as its parent's snapshot remembers it until the parent has dealt with it.
 * The child's result is not here: it stands in the record that told.
 *
 * @param taskId the child
 * @param status how it ended
 * @param toldAt where the {@code background-task-child-finished} record stands in the parent's
 *     command topic
 */
public record ChildEnd(String taskId, TaskStatus status, Position toldAt) {}
