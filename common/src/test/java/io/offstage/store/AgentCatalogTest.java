package io.offstage.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AgentCatalogTest {

  private final AgentCatalog agents = FreshDatabase.migrated().agents();

  @Test
  void whatAWorkerWritesReplacesWhatItWroteBeforeAndLeavesTheRest() {
    agents.put(Map.of("b", "{\"name\":\"b\"}", "a", "{\"name\": 1.0}"), Instant.EPOCH);

    agents.put(Map.of("b", "{\"name\":\"new\"}"), Instant.EPOCH);

    assertThat(agents.list())
        .containsExactly(Map.entry("a", "{\"name\": 1.0}"), Map.entry("b", "{\"name\":\"new\"}"));
    assertThat(agents.get("b")).contains("{\"name\":\"new\"}");
    assertThat(agents.get("c")).isEmpty();
  }
}
