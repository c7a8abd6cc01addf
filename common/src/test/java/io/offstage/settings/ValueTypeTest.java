package io.offstage.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.offstage.settings.ValueType.Parsed;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValueTypeTest {

  @ParameterizedTest
  @CsvSource({
    "500ms, PT0.5S",
    "0s, PT0S",
    "30s, PT30S",
    "90s, PT90S",
    "1h30m, PT90M",
    "1m500ms, PT60.5S",
    "14d, PT336H",
    "PT5M, PT5M",
    "P2D, PT48H"
  })
  void aDurationIsANumberWithAUnitOrIso8601(String text, Duration duration) {
    assertThat(Durations.parse(text)).isEqualTo(new Parsed.Good<>(duration));
    assertThat(Durations.parse(Durations.write(duration))).isEqualTo(new Parsed.Good<>(duration));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "30",
        "1.5s",
        "-1s",
        "s",
        "1 s",
        "1S",
        "1w",
        "PT",
        "P",
        "PT99999999999999999H"
      })
  void anythingElseIsNoDuration(String text) {
    assertThat(Durations.parse(text)).isInstanceOf(Parsed.Bad.class);
  }

  @ParameterizedTest
  @CsvSource({"0B, 0", "512B, 512", "64KiB, 65536", "4MiB, 4194304", "2GiB, 2147483648"})
  void aSizeHasABinaryUnit(String text, long bytes) {
    assertThat(Sizes.parse(text)).isEqualTo(new Parsed.Good<>(bytes));
    assertThat(Sizes.write(bytes)).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1", "1KB", "1k", "1.5MiB", "-1B", "1 MiB", "1TiB", "9999999999B"})
  void anythingElseIsNoSize(String text) {
    assertThat(Sizes.parse(text)).isInstanceOf(Parsed.Bad.class);
  }

  @Test
  void theNearestWordIsFoundByLettersOrByItsEnd() {
    var words = List.of("worker.concurrency", "worker.drain.timeout", "kafka", "host");

    assertThat(Spelling.nearest("worker.concurency", words)).contains("worker.concurrency");
    assertThat(Spelling.nearest("drain.timeout", words)).contains("worker.drain.timeout");
    assertThat(Spelling.nearest("kfaka", words)).contains("kafka");
    assertThat(Spelling.nearest("xyz", words)).isEmpty();
    assertThat(Spelling.distance("kitten", "sitting")).isEqualTo(3);
  }
}
