package io.offstage.agent.definition;

import java.util.List;

/**
 * What answers for an agent.
 *
 * @param alloy one of these, drawn anew for each turn; mostly there is one
 * @param fallbacks tried in order when the one drawn fails
 * @param retries of each model before the next is tried
 */
public record ModelChoice(
    List<ModelDefinition> alloy, List<ModelDefinition> fallbacks, int retries) {

  /** Where the file says nothing, as in docker-agent. */
  public static final int DEFAULT_RETRIES = 2;

  public ModelChoice {
    if (alloy.isEmpty()) {
      throw new IllegalArgumentException("no model");
    }
    alloy = List.copyOf(alloy);
    fallbacks = List.copyOf(fallbacks);
  }

  /** What is told of the agent where one model must stand for all. */
  public ModelDefinition first() {
    return alloy.getFirst();
  }
}
