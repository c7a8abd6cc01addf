package io.offstage.settings;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The keys there are: recognizes them in files, flags and variables, and finds the nearest one. */
final class Known {
  private static final Pattern POOL_KEY = Pattern.compile("pools\\.([^.]+)(\\..+)?");
  private static final String ANY_POOL = "pools." + Reading.ANY_NAME;

  private final Map<String, Setting> settings = new HashMap<>();
  private final Set<String> groups = new LinkedHashSet<>();
  private final Map<String, String> keysByVariable = new HashMap<>();
  private final List<String> poolSuffixes = new ArrayList<>();

  Known(List<Setting> reference) {
    for (Setting setting : reference) {
      settings.put(setting.key(), setting);
      for (int dot = setting.key().indexOf('.'); dot > 0; ) {
        groups.add(setting.key().substring(0, dot));
        dot = setting.key().indexOf('.', dot + 1);
      }
      if (setting.key().startsWith(ANY_POOL + ".")) {
        poolSuffixes.add(setting.key().substring(ANY_POOL.length()).replace(".*", ""));
      } else if (!setting.key().endsWith("*")) {
        keysByVariable.put(setting.variable(), setting.key());
      }
    }
  }

  /** The setting that {@code key} is, also by a wildcard. */
  Optional<Setting> setting(String key) {
    String pattern = pattern(key);
    Setting exact = settings.get(pattern);
    if (exact != null) {
      return Optional.of(exact);
    }
    for (int dot = pattern.lastIndexOf('.'); dot > 0; dot = pattern.lastIndexOf('.', dot - 1)) {
      Setting wildcard = settings.get(pattern.substring(0, dot) + ".*");
      if (wildcard != null && dot + 1 < pattern.length()) {
        return Optional.of(wildcard);
      }
    }
    return Optional.ofNullable(settings.get(pattern + ".*")).filter(_ -> isPoolMap(pattern));
  }

  private static boolean isPoolMap(String pattern) {
    return pattern.startsWith(ANY_POOL + ".");
  }

  boolean isGroup(String key) {
    return groups.contains(pattern(key));
  }

  Set<String> topLevel() {
    Set<String> top = new HashSet<>(groups);
    top.removeIf(group -> group.contains("."));
    return Set.copyOf(top);
  }

  /** The last segments of what stands directly in a group, for messages. */
  String membersOf(String group) {
    String prefix = pattern(group) + ".";
    return settings.keySet().stream()
        .filter(key -> key.startsWith(prefix) && !key.endsWith("-file"))
        .map(key -> key.substring(prefix.length()))
        .sorted()
        .reduce((a, b) -> a + ", " + b)
        .orElse("");
  }

  private static String pattern(String key) {
    Matcher pool = POOL_KEY.matcher(key);
    return pool.matches() ? ANY_POOL + (pool.group(2) == null ? "" : pool.group(2)) : key;
  }

  /** The key that a variable sets; Kafka's keys and pools are open-ended. */
  Optional<String> keyOfVariable(String variable) {
    String exact = keysByVariable.get(variable);
    if (exact != null) {
      return Optional.of(exact);
    }
    if (variable.startsWith("OFFSTAGE_KAFKA_") && variable.length() > "OFFSTAGE_KAFKA_".length()) {
      return Optional.of(KafkaKeys.fromVariable(variable.substring("OFFSTAGE_KAFKA_".length())));
    }
    return poolSuffixes.stream().flatMap(suffix -> poolKey(variable, suffix).stream()).findFirst();
  }

  private static Optional<String> poolKey(String variable, String suffix) {
    String end = Setting.variable(suffix).substring("OFFSTAGE_".length());
    String start = "OFFSTAGE_POOLS_";
    if (!variable.startsWith(start)
        || !variable.endsWith(end)
        || variable.length() <= start.length() + end.length()) {
      return Optional.empty();
    }
    String name = variable.substring(start.length(), variable.length() - end.length());
    return Optional.of("pools." + Spelling.kebab(name) + suffix);
  }

  /** The nearest key or group, in the user's own words where a pool's name stands in it. */
  Optional<String> nearest(String key, Set<String> alsoTopLevel) {
    Set<String> candidates = new LinkedHashSet<>(groups);
    candidates.addAll(settings.keySet());
    candidates.addAll(alsoTopLevel);
    candidates.removeIf(candidate -> candidate.endsWith("*") || candidate.equals(ANY_POOL));
    Matcher pool = POOL_KEY.matcher(key);
    String name = pool.matches() ? pool.group(1) : Reading.ANY_NAME;
    return Spelling.nearest(pattern(key), candidates)
        .map(found -> found.replace(Reading.ANY_NAME, name));
  }

  Optional<String> nearestVariable(String variable) {
    Set<String> candidates = new HashSet<>(keysByVariable.keySet());
    candidates.addAll(Environment.NOT_SETTINGS);
    return Spelling.nearest(variable, candidates);
  }
}
