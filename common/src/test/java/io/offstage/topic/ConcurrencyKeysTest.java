package io.offstage.topic;

import static org.assertj.core.api.Assertions.assertThat;

import io.offstage.task.MemoryScope;
import io.offstage.task.Origin;
import org.junit.jupiter.api.Test;

class ConcurrencyKeysTest {

  private static final Origin ORIGIN = new Origin("a/b", "run 1", MemoryScope.of("Zoë", "t%1"));

  @Test
  void partsArePercentEncodedInUtf8SoThatNoneReachesIntoTheNext() {
    assertThat(ConcurrencyKeys.fill("{agentId}/{resourceId}", ORIGIN, "x"))
        .isEqualTo("a%2Fb/Zo%C3%AB");
    assertThat(ConcurrencyKeys.fill("{threadId}:{runId}:{toolName}", ORIGIN, "-._~AZaz09"))
        .isEqualTo("t%251:run%201:-._~AZaz09");
  }

  @Test
  void charactersOutsideTheFirstPlaneAreFourBytes() {
    assertThat(ConcurrencyKeys.fill("{toolName}", ORIGIN, "😀")).isEqualTo("%F0%9F%98%80");
  }

  @Test
  void whatIsAbsentIsEmpty() {
    Origin bare = new Origin("a", "r", MemoryScope.NONE);

    assertThat(ConcurrencyKeys.fill(ConcurrencyKeys.DEFAULT_TEMPLATE, bare, "x")).isEqualTo("a/");
  }

  @Test
  void templatesOwnTextStaysAsItIs() {
    Origin odd = new Origin("$1\\", "r", MemoryScope.NONE);

    assertThat(ConcurrencyKeys.fill("é {unknown} $0 {agentId}{agentId}", odd, "x"))
        .isEqualTo("é {unknown} $0 %241%5C%241%5C");
  }

  @Test
  void runIsKeyedByItsThreadOrByItselfWhereItHasNoMemory() {
    assertThat(ConcurrencyKeys.ofRun(MemoryScope.of("u/1", "t 1"), "r"))
        .isEqualTo("thread:u%2F1/t%201");
    assertThat(ConcurrencyKeys.ofRun(MemoryScope.of("u", null), "r/1")).isEqualTo("thread:r%2F1");
    assertThat(ConcurrencyKeys.ofRun(MemoryScope.NONE, "r")).isEqualTo("thread:r");
  }
}
