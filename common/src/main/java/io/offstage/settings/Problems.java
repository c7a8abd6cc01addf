package io.offstage.settings;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects what is wrong, so that all of it is told at once. Used by the loading thread only. */
final class Problems {
  private final List<Problem> found = new ArrayList<>();

  private record Problem(Origin origin, String text) {}

  void add(Origin origin, String message) {
    found.add(new Problem(origin, origin + ": " + message));
  }

  void add(Origin origin, String key, String message) {
    boolean keyIsShown = key.isEmpty() || origin.label().equals("--set " + key);
    add(origin, keyIsShown ? message : key + ": " + message);
  }

  void throwIfAny() {
    if (!found.isEmpty()) {
      throw new SettingsException(
          found.stream()
              .sorted(Comparator.comparing(Problem::origin))
              .map(Problem::text)
              .distinct()
              .toList());
    }
  }
}
