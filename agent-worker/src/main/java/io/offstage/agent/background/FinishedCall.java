package io.offstage.agent.background;

/**
 * A background call that has ended.
 *
 * @param tool as the model knows it
 * @param status how its task ended, as on the wire
 */
public record FinishedCall(String taskId, String toolCallId, String tool, String status) {}
