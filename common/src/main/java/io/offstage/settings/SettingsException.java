package io.offstage.settings;

import java.util.List;

/** The settings cannot be used. Carries every problem found, in the order of the sources. */
public final class SettingsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  @SuppressWarnings("serial") // List.copyOf gives a serializable list
  private final List<String> problems;

  SettingsException(List<String> problems) {
    super(
        (problems.size() == 1 ? "1 problem" : problems.size() + " problems")
            + " in the settings:\n  "
            + String.join("\n  ", problems));
    this.problems = List.copyOf(problems);
  }

  /** One line each: {@code offstage.yaml:12: worker.concurency: unknown key; did you mean …?}. */
  public List<String> problems() {
    return problems;
  }
}
