package io.offstage.topic;

import io.offstage.task.EventType;
import io.offstage.task.Task;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A lifecycle record: a full snapshot of a task after an event.
 *
 * @param type what happened
 * @param task the task after it
 * @param at when
 * @param cause id of the command that led to it
 */
public record LifecycleEvent(EventType type, Task task, Instant at, @Nullable String cause) {}
