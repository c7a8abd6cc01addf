package io.offstage.agent.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgentTextsTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0s",
    "499, 0s",
    "500, 1s",
    "12000, 12s",
    "59600, 1m0s",
    "65000, 1m5s",
    "3605000, 1h0m5s",
    "90061000, 25h1m1s",
    "-5, 0s"
  })
  void runtimesReadAsInGo(long millis, String text) {
    assertThat(AgentTexts.runtime(Duration.ofMillis(millis))).isEqualTo(text);
  }

  @Test
  void anEmptyListSaysSoBelowItsHeading() {
    assertThat(AgentTexts.list(List.of(), Instant.EPOCH))
        .isEqualTo("Background Agent Tasks:\n\nNo background agent tasks found.\n");
  }
}
