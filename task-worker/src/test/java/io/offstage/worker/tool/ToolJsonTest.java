package io.offstage.worker.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.offstage.task.RawJson;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ToolJsonTest {

  record Report(Instant at, LocalDate day, Duration took, Optional<String> note, RawJson raw) {}

  record Refusing(String word) {
    @Override
    public String word() {
      throw new IllegalStateException("not a " + word);
    }
  }

  @Test
  void datesAreIsoOptionalsAreValuesAndRawStaysRaw() {
    Report report =
        new Report(
            Instant.parse("2026-01-02T03:04:05.006Z"),
            LocalDate.of(2026, 1, 2),
            Duration.ofMinutes(90),
            Optional.of("fine"),
            new RawJson("{ \"n\" : 1.00 }"));

    assertThat(ToolJson.write(report).text())
        .isEqualTo(
            """
            {"at":"2026-01-02T03:04:05.006Z","day":"2026-01-02","took":"PT1H30M","note":"fine",\
            "raw":{ "n" : 1.00 }}\
            """);
  }

  @Test
  void whatCannotBeWrittenIsNotTriedAgainAndNamesWhere() {
    Object odd = Map.of("list", List.of(new Refusing("x")));

    assertThatThrownBy(() -> ToolJson.write(odd))
        .isInstanceOf(NonRetryableException.class)
        .hasMessageContaining("/list");
  }

  @Test
  void flawsAreNamed() {
    assertThat(ToolJson.flaw(new RawJson(" {\"a\": [1, 2]} "))).isNull();
    assertThat(ToolJson.flaw(new RawJson("\"text\""))).isNull();
    assertThat(ToolJson.flaw(new RawJson(""))).contains("empty");
    assertThat(ToolJson.flaw(new RawJson("1 2"))).contains("more follows");
    assertThat(ToolJson.flaw(new RawJson("{\"a\":"))).contains("not JSON");
    assertThat(ToolJson.flaw(new RawJson("[".repeat(1_000) + "]".repeat(1_000)))).contains("depth");
    assertThat(ToolJson.flaw(new RawJson("{\"" + "n".repeat(2_000) + "\":1}"))).contains("Name");
  }
}
