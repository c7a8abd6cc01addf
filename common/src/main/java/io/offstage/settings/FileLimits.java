package io.offstage.settings;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The named limits that the agent definitions of a file ask for, read without the rest of them: who
 * enforces or shows limits need not know agents. What is wrong there is passed over; whoever reads
 * the definitions says it.
 */
final class FileLimits {

  private static final String AGENTS = "agents";
  private static final String BACKGROUND = "backgroundTasks";

  private FileLimits() {}

  /** Permits by name: {@code global}, and {@code agent:<id>} of each agent that has a limit. */
  static Map<String, Integer> of(SettingsFile file) {
    Value.Fields top =
        YamlValues.document(
            file.text(),
            file.path().toString(),
            key -> !key.equals(AGENTS) && !key.equals(BACKGROUND),
            Expansion.NONE,
            new Problems());
    Map<String, Integer> limits = new LinkedHashMap<>();
    Value.Fields manager = fields(top, BACKGROUND);
    permits(manager, "globalConcurrency", "global_concurrency")
        .ifPresent(permits -> limits.put("global", permits));
    Optional<Integer> each = permits(manager, "perAgentConcurrency", "per_agent_concurrency");
    Value.Fields agents = fields(top, AGENTS);
    for (String name : agents.fields().keySet()) {
      permits(fields(fields(agents, name), BACKGROUND), "concurrency", "concurrency")
          .or(() -> each)
          .ifPresent(permits -> limits.put("agent:" + name, permits));
    }
    return limits;
  }

  private static Value.Fields fields(Value.Fields in, String name) {
    return in.fields().get(name) instanceof Value.Fields found ? found : FileReader.NO_VALUES;
  }

  private static Optional<Integer> permits(Value.Fields in, String name, String snake) {
    Value written = in.fields().getOrDefault(name, in.fields().get(snake));
    if (!(written instanceof Value.Text text)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Integer.valueOf(text.text())).filter(permits -> permits > 0);
    } catch (NumberFormatException _) {
      return Optional.empty();
    }
  }
}
