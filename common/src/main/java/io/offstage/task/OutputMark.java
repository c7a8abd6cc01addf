package io.offstage.task;

import org.jspecify.annotations.Nullable;

/**
 * How much of a task's output is in the output topic for sure.
 *
 * @param from offset of its first output record in its partition; absent while there is none
 * @param nextSeq the number that the next chunk will bear: every chunk below it has been flushed
 */
public record OutputMark(@Nullable Long from, long nextSeq) {

  public static final OutputMark NONE = new OutputMark(null, 0);
}
