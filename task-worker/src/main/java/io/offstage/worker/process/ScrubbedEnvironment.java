package io.offstage.worker.process;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What a program inherits: where to find programs, whose it is, and its language. */
final class ScrubbedEnvironment {

  private static final Set<String> KEPT =
      Set.of("PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "TZ", "TMPDIR", "TERM");

  private ScrubbedEnvironment() {}

  static Map<String, String> of(Map<String, String> whole) {
    return whole.entrySet().stream()
        .filter(variable -> isKept(variable.getKey()))
        .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private static boolean isKept(String name) {
    return KEPT.contains(name) || name.startsWith("LC_");
  }
}
