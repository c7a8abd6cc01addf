package io.offstage.settings;

import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

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

  Value.Text expand(String written, Origin origin, Problems problems) {
    if (!enabled || !written.contains("${")) {
      return Value.Text.of(origin, written);
    }
    StringBuilder text = new StringBuilder();
    Matcher reference = REFERENCE.matcher(written);
    while (reference.find()) {
      reference.appendReplacement(
          text, Matcher.quoteReplacement(replacement(reference, origin, problems)));
    }
    return new Value.Text(origin, reference.appendTail(text).toString(), written);
  }

  private String replacement(Matcher reference, Origin origin, Problems problems) {
    if (reference.group().equals("$${")) {
      return "${";
    }
    String name = reference.group(1);
    if (name == null) {
      problems.add(origin, "expected ${NAME} or ${NAME:-default}; write $${ for a plain ${");
      return "";
    }
    String value = variables.get(name);
    String fallback = reference.group(2);
    if (fallback != null) {
      return value == null || value.isEmpty() ? fallback : value;
    }
    if (value == null) {
      problems.add(
          origin, "the variable " + name + " is not set; ${" + name + ":-…} gives a default");
      return "";
    }
    return value;
  }

  /** The {@code OFFSTAGE_…} variables that the file mentions anywhere: they are not settings. */
  static Set<String> mentionedIn(String text) {
    return MENTION.matcher(text).results().map(m -> m.group(1)).collect(Collectors.toSet());
  }
}
