package io.offstage.settings;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The {@code OFFSTAGE_…} variables as values by key. */
final class Environment {
  private static final String PREFIX = "OFFSTAGE_";

  /** Read by the launcher and the client commands, not settings. */
  static final Set<String> NOT_SETTINGS =
      Set.of(
          "OFFSTAGE_API_KEY",
          "OFFSTAGE_CLASSPATH",
          "OFFSTAGE_CONFIG",
          "OFFSTAGE_HOME",
          "OFFSTAGE_JAVA_OPTS",
          "OFFSTAGE_URL");

  /** What Kubernetes puts into each pod for a Service whose name starts with {@code offstage-}. */
  private static final Pattern SERVICE_LINK =
      Pattern.compile(
          "OFFSTAGE_(.+_)?(SERVICE_HOST|SERVICE_PORT(_.+)?|PORT_\\d+_(TCP|UDP|SCTP)(_.+)?)");

  private static final Pattern SERVICE_ADDRESS = Pattern.compile("(tcp|udp|sctp)://.*");

  private Environment() {}

  /**
   * A variable that is empty counts as not set.
   *
   * @param mentioned what the file itself refers to; such a variable need not be a setting
   */
  static Map<String, Value> read(
      Map<String, String> variables, Set<String> mentioned, Known known, Problems problems) {
    Map<String, Value> values = new LinkedHashMap<>();
    new TreeMap<>(variables)
        .forEach(
            (name, text) -> {
              Origin origin = Origin.variable(name);
              Optional<String> key = known.keyOfVariable(name);
              if (text.isEmpty() || !concerns(name, text)) {
                return;
              }
              if (key.isPresent()) {
                values.put(key.get(), Value.Text.of(origin, text));
              } else if (!mentioned.contains(name)) {
                problems.add(origin, unknown(name, known));
              }
            });
    return values;
  }

  private static boolean concerns(String name, String text) {
    return name.startsWith(PREFIX)
        && !NOT_SETTINGS.contains(name)
        && !SERVICE_LINK.matcher(name).matches()
        && !(name.endsWith("_PORT") && SERVICE_ADDRESS.matcher(text).matches());
  }

  private static String unknown(String name, Known known) {
    return "unknown variable"
        + known.nearestVariable(name).map(near -> "; did you mean " + near + "?").orElse("");
  }
}
