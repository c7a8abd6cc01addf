package io.offstage.task;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HookRefTest {

  @ParameterizedTest
  @ValueSource(strings = {"audit", "agents/audit", "audit@failed", "gpu-2/tool.x@completed"})
  void whatIsReadIsWrittenAgain(String text) {
    assertThat(HookRef.parse(text).orElseThrow()).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "https://example.com", "a b", "@failed", "pool/", "a@b", "a@failed@x"})
  void whatIsNoNameIsRefused(String text) {
    assertThat(HookRef.parse(text)).isEmpty();
  }

  @Test
  void aTimeoutIsAFailure() {
    HookRef onFailure = HookRef.parse("audit@failed").orElseThrow();

    assertThat(onFailure.isMeantFor(TaskStatus.TIMED_OUT)).isTrue();
    assertThat(onFailure.isMeantFor(TaskStatus.FAILED)).isTrue();
    assertThat(onFailure.isMeantFor(TaskStatus.CANCELLED)).isFalse();
  }

  @Test
  void aHookWithoutAnEndIsMeantForEveryEnd() {
    HookRef always = HookRef.parse("audit").orElseThrow();

    assertThat(TaskStatus.values()).filteredOn(TaskStatus::isTerminal).allMatch(always::isMeantFor);
  }
}
