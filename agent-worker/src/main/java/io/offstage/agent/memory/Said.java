package io.offstage.agent.memory;

/**
 * One message.
 *
 * @param role {@code user}, {@code assistant} or {@code system}
 * @param content JSON, see {@link MessageContent}
 */
public record Said(String role, String content) {}
