package io.offstage.task;

/**
 * Who asked for a task.
 *
 * @param agentId the agent that called the tool; for a run, the agent that runs
 * @param runId the run that called the tool; for a run, its own id
 * @param scope the conversation it belongs to
 */
public record Origin(String agentId, String runId, MemoryScope scope) {}
