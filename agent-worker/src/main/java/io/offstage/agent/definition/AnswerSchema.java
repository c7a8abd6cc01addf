package io.offstage.agent.definition;

import io.offstage.task.RawJson;

/**
 * What the answers of an agent shall look like.
 *
 * @param name for the provider: up to 64 letters, digits, underscores and dashes
 * @param schema a JSON Schema
 */
public record AnswerSchema(String name, RawJson schema) {

  /** Where nobody names it. */
  public static final String DEFAULT_NAME = "answer";

  private static final int LONGEST_NAME = 64;

  public AnswerSchema {
    name = name.replaceAll("[^A-Za-z0-9_-]", "_");
    name = name.isEmpty() ? DEFAULT_NAME : name.substring(0, Math.min(name.length(), LONGEST_NAME));
  }
}
