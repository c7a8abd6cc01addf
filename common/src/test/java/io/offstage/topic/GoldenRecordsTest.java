package io.offstage.topic;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class GoldenRecordsTest {

  private static final Instant NOW = Instant.parse("2026-01-31T12:00:00.123Z");
  private static final PoolRules RULES = PoolRules.of("tools");

  static List<Golden> examples() {
    return Golden.all();
  }

  @ParameterizedTest
  @MethodSource("examples")
  void exampleIsWrittenByteForByteAsPublished(Golden example) throws MalformedRecord {
    assertThat(again(example.schema(), example.bytes())).isEqualTo(example.encoded());
  }

  @ParameterizedTest
  @MethodSource("examples")
  void whatWeWriteReadsBackAsItWas(Golden example) throws MalformedRecord {
    byte[] encoded = example.encoded().getBytes(StandardCharsets.UTF_8);

    assertThat(again(example.schema(), encoded)).isEqualTo(example.encoded());
  }

  @ParameterizedTest
  @MethodSource("examples")
  void exampleSatisfiesItsSchema(Golden example) {
    assertThat(SchemaCheck.violations(example.schema(), example.text())).isEmpty();
    assertThat(SchemaCheck.violations(example.schema(), example.encoded())).isEmpty();
  }

  @Test
  void everyTypeHasExamples() {
    assertThat(Golden.all().stream().map(Golden::schema).collect(toSet()))
        .containsExactlyInAnyOrder(
            "background-task-started",
            "background-task-cancel-requested",
            "background-task-resume-requested",
            "background-task-child-accepted",
            "background-task-child-suspended",
            "background-task-child-finished",
            "background-task-permit-requested",
            "background-task-permit-granted",
            "background-task-permit-released",
            "background-task-permits-voided",
            "background-task-permit",
            "background-task-lifecycle",
            "background-task-output",
            "command-refused",
            "background-task-limit");
  }

  @ParameterizedTest
  @CsvSource({"any, some", "running, walking", "background-task-running, background-task-flying"})
  void snapshotOfAnUnknownStateIsRefused(String known, String unknown) {
    String waiting = Golden.of("background-task-lifecycle.waiting").text();
    String odd = waiting.replace('"' + known + '"', '"' + unknown + '"');

    assertThat(odd).isNotEqualTo(waiting);
    assertThatThrownBy(() -> new LifecycleCodec(RULES).decode(odd.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(MalformedRecord.class)
        .hasMessageContaining(unknown);
    assertThat(SchemaCheck.violations("background-task-lifecycle", odd)).isNotEmpty();
  }

  @Test
  void lifecycleHeadersRepeatWhatReadersFilterBy() throws MalformedRecord {
    LifecycleEvent full =
        new LifecycleCodec(RULES).decode(Golden.of("background-task-lifecycle.full").bytes());
    LifecycleEvent failed =
        new LifecycleCodec(RULES).decode(Golden.of("background-task-lifecycle.timed-out").bytes());

    assertThat(LifecycleCodec.headers(full))
        .containsExactlyEntriesOf(
            linked(
                "type", "background-task-completed",
                "version", "6",
                "status", "completed",
                "agent", "researcher",
                "run", "run-1",
                "thread", "thread-1",
                "resource", "user-1",
                "parent", "run-1"));
    assertThat(LifecycleCodec.headers(failed))
        .containsExactlyEntriesOf(
            linked(
                "type", "background-task-failed",
                "version", "2",
                "status", "timed_out",
                "agent", "researcher",
                "run", "t1"));
  }

  private static Map<String, String> linked(String... pairs) {
    Map<String, String> map = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      map.put(pairs[i], pairs[i + 1]);
    }
    return map;
  }

  private static String again(String schema, byte[] value) throws MalformedRecord {
    byte[] encoded =
        switch (schema) {
          case "background-task-lifecycle" ->
              LifecycleCodec.encode(new LifecycleCodec(RULES).decode(value));
          case "background-task-permit" -> PermitCodec.encode(PermitCodec.decode(value));
          case "background-task-output", "command-refused" ->
              switch (OutputCodec.decode(value)) {
                case OutputCodec.Content.Chunks(var output) -> OutputCodec.encode(output);
                case OutputCodec.Content.Refusal(var refused) -> OutputCodec.encode(refused);
              };
          case "background-task-limit" -> LimitCodec.encode(LimitCodec.decode(value));
          default -> CommandCodec.encode(new CommandCodec(RULES).decode(null, value, NOW));
        };
    return new String(encoded, StandardCharsets.UTF_8);
  }
}
