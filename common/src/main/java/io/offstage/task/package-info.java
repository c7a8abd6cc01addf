/**
 * What a task is and how it may change: the immutable facts of its start, its sealed states, the
 * events that move it from one state to the next, and the rules that say which event follows which
 * command.
 *
 * <p>{@link io.offstage.task.TaskRules#decide} checks the rules and returns events or a refusal;
 * {@link io.offstage.task.Task#evolve} applies one event and never refuses. State changes in no
 * other way, live and on recovery alike. Everything here is an immutable value or a pure function:
 * any thread may hold it, time is always an argument, and nothing but {@code java.*} is imported.
 */
@NullMarked
package io.offstage.task;

import org.jspecify.annotations.NullMarked;
