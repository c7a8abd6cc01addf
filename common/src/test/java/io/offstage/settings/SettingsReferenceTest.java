package io.offstage.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The settings are public API: each key with its type and default is pinned. */
class SettingsReferenceTest {

  @Test
  void everyKeyItsTypeAndItsDefaultAreAsPinned() throws IOException {
    String actual =
        String.join("\n", Settings.reference().stream().map(SettingsReferenceTest::line).toList());

    assertThat(actual).isEqualTo(pinned("reference.txt"));
  }

  @Test
  void everyDefaultCanBeWrittenAsAFlagAndAsAVariable() {
    List<Setting> written =
        Settings.reference().stream()
            .filter(setting -> !setting.defaultValue().isEmpty())
            .filter(setting -> !setting.key().contains("<name>"))
            .toList();

    assertThat(written).hasSizeGreaterThan(50);
    assertThat(
            Settings.of(
                written.stream().map(s -> s.key() + "=" + s.defaultValue()).toArray(String[]::new)))
        .isEqualTo(Settings.of());
    assertThat(
            Settings.load(
                null,
                written.stream()
                    .collect(Collectors.toMap(Setting::variable, Setting::defaultValue)),
                List.of()))
        .isEqualTo(Settings.of());
  }

  @Test
  void noTwoKeysHaveTheSameVariable() {
    assertThat(Settings.reference().stream().map(Setting::variable)).doesNotHaveDuplicates();
  }

  @Test
  void aVariableIsNamedAfterItsKey() {
    assertThat(Settings.reference())
        .extracting(Setting::key, Setting::variable)
        .contains(tuple("worker.drain.timeout", "OFFSTAGE_WORKER_DRAIN_TIMEOUT"));
    assertThat(
            Settings.load(null, Map.of("OFFSTAGE_WORKER_DRAIN_TIMEOUT", "70s"), List.of())
                .worker()
                .drain()
                .timeout())
        .hasSeconds(70);
  }

  @Test
  void everyDescriptionIsOneSentenceWithoutFullStop() {
    assertThat(Settings.reference())
        .allSatisfy(
            setting ->
                assertThat(setting.description()).matches("(?s)[A-Z].{10,90}").doesNotEndWith("?"));
  }

  private static String line(Setting setting) {
    return "%s | %s | %s".formatted(setting.key(), setting.type(), setting.defaultValue()).strip();
  }

  private static String pinned(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(SettingsReferenceTest.class.getResourceAsStream(name))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
    }
  }
}
