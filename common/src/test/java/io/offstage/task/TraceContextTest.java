package io.offstage.task;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceContextTest {

  private static final String PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  @Test
  void bothHeadersAreKeptAsTheyCame() {
    TraceContext trace = new TraceContext(PARENT, "vendor=1,other=2");

    assertThat(TraceContext.of(PARENT, "vendor=1,other=2")).isEqualTo(trace);
    assertThat(trace.traceId()).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
        "00_4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01more",
        "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-mo\nre"
      })
  void whatIsNoTraceparentCountsAsAbsent(String traceparent) {
    assertThat(TraceContext.of(traceparent, "vendor=1")).isNull();
  }

  @Test
  void laterVersionsMayHaveMore() {
    String later = PARENT.replaceFirst("00", "01") + "-more";

    assertThat(TraceContext.of(later, null)).isEqualTo(new TraceContext(later, null));
  }

  @Test
  void aTracestateThatCannotBeSentIsLeftOut() {
    TraceContext alone = new TraceContext(PARENT, null);

    assertThat(TraceContext.of(PARENT, "v=" + "x".repeat(511))).isEqualTo(alone);
    assertThat(TraceContext.of(PARENT, "v=1\r\nevil: yes")).isEqualTo(alone);
    assertThat(TraceContext.of(PARENT, " ")).isEqualTo(alone);
  }
}
