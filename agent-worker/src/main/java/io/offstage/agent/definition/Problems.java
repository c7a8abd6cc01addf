package io.offstage.agent.definition;

import io.offstage.settings.Spelling;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** What is wrong with a file, gathered while it is read. Not thread-safe. */
final class Problems {

  private final String file;
  private final boolean strict;
  private final List<String> errors = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();

  Problems(String file, boolean strict) {
    this.file = file;
    this.strict = strict;
  }

  /**
   * @param line from 1; 0 for the file as a whole
   */
  void error(int line, String text) {
    errors.add((line == 0 ? file : file + ":" + line) + ": " + text);
  }

  /** Something known that does not run here. */
  void doesNotRun(int line, String what) {
    if (strict) {
      error(line, what + " is not run by Offstage");
    } else {
      warnings.add(file + ":" + line + ": " + what + " is not run by Offstage and left out");
    }
  }

  void unknown(int line, String path, String name, Collection<String> known) {
    error(
        line,
        path
            + ": unknown"
            + Spelling.nearest(name, known)
                .map(near -> "; did you mean " + near + "?")
                .orElseGet(() -> knownAre(known)));
  }

  private static String knownAre(Collection<String> known) {
    return known.isEmpty()
        ? ""
        : known.stream().sorted().collect(Collectors.joining(", ", "; known are ", ""));
  }

  List<String> warnings() {
    return List.copyOf(warnings);
  }

  void throwIfAny() {
    if (!errors.isEmpty()) {
      throw new DefinitionException(errors);
    }
  }
}
