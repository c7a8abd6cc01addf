package io.offstage.task;

/**
 * What to run.
 *
 * @param toolName the tool's name in its pool
 * @param toolCallId the model's id of the call; the task's own id where no model asked
 * @param args a JSON object
 */
public record ToolCall(String toolName, String toolCallId, RawJson args) {}
