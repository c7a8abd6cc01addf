package io.offstage.agent.definition;

import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code ${NAME}}, {@code ${env.NAME}} and {@code ${NAME:-text}} in headers and URLs. An unset
 * variable is a problem.
 */
record Variables(Map<String, String> environment) {

  private static final Pattern REFERENCE =
      Pattern.compile("\\$\\{(?:env\\.)?([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?}");

  Variables {
    environment = Map.copyOf(environment);
  }

  UnaryOperator<String> at(int line, String path, Problems problems) {
    return text -> expand(text, line, path, problems);
  }

  private String expand(String text, int line, String path, Problems problems) {
    Matcher reference = REFERENCE.matcher(text);
    return reference.replaceAll(
        match -> {
          String value = environment.get(match.group(1));
          String fallback = match.group(2);
          if ((value == null || value.isEmpty()) && fallback != null) {
            value = fallback;
          }
          if (value == null) {
            problems.error(line, path + ": the variable " + match.group(1) + " is not set");
            value = "";
          }
          return Matcher.quoteReplacement(value);
        });
  }
}
