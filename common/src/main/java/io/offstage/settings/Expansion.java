package io.offstage.settings;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * {@code ${NAME}} in a value of the file is the environment variable; {@code ${NAME:-text}} falls
 * back to the text when the variable is unset or empty; a doubled dollar sign before a brace is a
 * plain one. What a variable holds is not expanded again.
 *
 * @param variables all there are; null-free
 * @param enabled false: text is taken as it stands
 */
record Expansion(Map<String, String> variables, boolean enabled) {
  static final Expansion NONE = new Expansion(Map.of(), false);

  private static final Pattern REFERENCE =
      Pattern.compile("\\$\\$\\{|\\$\\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?}|\\$\\{");

  private static final Pattern MENTION = Pattern.compile("\\$\\{?(OFFSTAGE_[A-Za-z0-9_]+)");

  static Expansion from(Map<String, String> variables) {
    return new Expansion(variables, true);
  }

  Value expand(String written, Origin origin, String key, Problems problems) {
    if (!enabled || !written.contains("${")) {
      return Value.Text.of(origin, written);
    }
    StringBuilder text = new StringBuilder();
    Matcher reference = REFERENCE.matcher(written);
    while (reference.find()) {
      Optional<String> replacement = replacement(reference);
      if (replacement.isEmpty()) {
        problems.add(origin, key, problemOf(reference.group(1)));
        return new Value.Broken(origin);
      }
      reference.appendReplacement(text, Matcher.quoteReplacement(replacement.get()));
    }
    return new Value.Text(origin, reference.appendTail(text).toString(), written);
  }

  private Optional<String> replacement(Matcher reference) {
    if (reference.group().equals("$${")) {
      return Optional.of("${");
    }
    String name = reference.group(1);
    if (name == null) {
      return Optional.empty();
    }
    Optional<String> value = Optional.ofNullable(variables.get(name));
    String fallback = reference.group(2);
    return fallback == null ? value : Optional.of(value.filter(v -> !v.isEmpty()).orElse(fallback));
  }

  private static String problemOf(@Nullable String name) {
    return name == null
        ? "expected ${NAME} or ${NAME:-default}; write $${ for a plain ${"
        : "the variable " + name + " is not set; ${" + name + ":-…} gives a default";
  }

  /** The {@code OFFSTAGE_…} variables that the file mentions anywhere: they are not settings. */
  static Set<String> mentionedIn(String text) {
    return MENTION.matcher(text).results().map(m -> m.group(1)).collect(Collectors.toSet());
  }
}
