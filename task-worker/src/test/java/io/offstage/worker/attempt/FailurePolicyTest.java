package io.offstage.worker.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import io.offstage.task.ErrorCode;
import io.offstage.task.Outcome;
import io.offstage.task.RawJson;
import io.offstage.task.Retry;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class FailurePolicyTest {

  @Test
  void eachRetryWaitsLongerUpToTheCap() {
    Retry retry = new Retry(9, Duration.ofMillis(100), 2, Duration.ofSeconds(1), 0);

    assertThat(backoff(retry, 0)).isEqualTo(Duration.ofMillis(100));
    assertThat(backoff(retry, 1)).isEqualTo(Duration.ofMillis(200));
    assertThat(backoff(retry, 3)).isEqualTo(Duration.ofMillis(800));
    assertThat(backoff(retry, 4)).isEqualTo(Duration.ofSeconds(1));
    assertThat(backoff(retry, 900)).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void jitterSpreadsADelayAndNeverPassesTheCap() {
    Retry retry = new Retry(9, Duration.ofMillis(1_000), 1, Duration.ofMillis(1_200), 1);

    for (int i = 0; i < 1_000; i++) {
      assertThat(backoff(retry, 3)).isBetween(Duration.ZERO, Duration.ofMillis(1_200));
    }
  }

  @Test
  void noDelayIsNoDelay() {
    assertThat(backoff(new Retry(1, Duration.ZERO, 2, Duration.ZERO, 0.5), 0)).isZero();
  }

  @Test
  void moreExceptionsMayBeHopeless() {
    FailurePolicy policy = new FailurePolicy(e -> e instanceof UnsupportedOperationException);

    assertThat(policy.outcomeOf(new UnsupportedOperationException("never"), Tasks.running("tool")))
        .isInstanceOfSatisfying(
            Outcome.TerminalFailure.class,
            failure -> {
              assertThat(failure.error().code()).isEqualTo(ErrorCode.NON_RETRYABLE);
              assertThat(failure.error().message()).isEqualTo("never");
            });
  }

  @Test
  void whatHasNoMessageIsNamedByItsClass() {
    assertThat(FailurePolicy.DEFAULT.outcomeOf(new IllegalStateException(), Tasks.running("tool")))
        .isInstanceOfSatisfying(
            Outcome.RetryableFailure.class,
            failure ->
                assertThat(failure.error().message()).isEqualTo("java.lang.IllegalStateException"));
  }

  private static Duration backoff(Retry retry, int retryCount) {
    var task = Tasks.retried(Tasks.running("tool", RawJson.EMPTY_OBJECT, retry), retryCount);
    return FailurePolicy.DEFAULT.outcomeOf(new IllegalStateException(), task)
            instanceof Outcome.RetryableFailure failure
        ? failure.backoff()
        : Duration.ofDays(1);
  }
}
