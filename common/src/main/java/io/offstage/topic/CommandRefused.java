package io.offstage.topic;

import java.time.Instant;

/**
 * The owner's answer to a command that breaks a rule, in the output topic under the task's id.
 *
 * @param taskId the task it was about
 * @param commandId the command
 * @param reason a sentence for whoever sent it
 * @param status the task's status, or {@code unknown}
 * @param at when it was refused
 */
public record CommandRefused(
    String taskId, String commandId, String reason, String status, Instant at) {

  public static final String TYPE = "command-refused";
}
