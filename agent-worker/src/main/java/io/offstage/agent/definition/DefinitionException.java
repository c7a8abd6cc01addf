package io.offstage.agent.definition;

import java.util.List;

/** A file that defines no agents, or not rightly; the message has a line for each problem. */
public final class DefinitionException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final String[] problems;

  DefinitionException(List<String> problems) {
    super(String.join("\n", problems));
    this.problems = problems.toArray(String[]::new);
  }

  /** Each begins with file and line. */
  public List<String> problems() {
    return List.of(problems);
  }
}
