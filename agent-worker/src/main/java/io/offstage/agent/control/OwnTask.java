package io.offstage.agent.control;

import io.offstage.task.TaskStart;
import io.offstage.topic.FinishedChild;
import org.jspecify.annotations.Nullable;

/**
 * A task that the run itself has started.
 *
 * @param tool as the model knows it
 * @param hasEnded whether the run has dealt with its end
 * @param end what the run has been told of its end, unless that was in an earlier attempt that has
 *     dealt with it
 */
public record OwnTask(
    TaskStart start, String tool, boolean hasEnded, @Nullable FinishedChild end) {}
