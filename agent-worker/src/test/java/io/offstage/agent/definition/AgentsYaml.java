package io.offstage.agent.definition;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;

/** A file called {@code agents.yaml}, beside code for the tool {@code research}. */
final class AgentsYaml {

  private AgentsYaml() {}

  static DefinitionReader.Read read(String text) {
    return DefinitionReader.read(
        "agents.yaml", text, Map.of("GATEWAY", "http://gw"), List.of("research"), false);
  }

  static List<String> problemsOf(String text) {
    return catchThrowableOfType(DefinitionException.class, () -> read(text)).problems();
  }
}
