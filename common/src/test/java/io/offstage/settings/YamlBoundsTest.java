package io.offstage.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Hostile files end in a message, soon and without much memory. */
@Timeout(60)
class YamlBoundsTest {
  @TempDir Path directory;

  @Test
  void aBillionLaughsAreRefused() throws IOException {
    StringBuilder text = new StringBuilder("x-0: &a0 [x, x]\n");
    for (int i = 1; i < 60; i++) {
      text.append("x-%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
    }

    assertProblem(text + "worker: {allow: *a59}\n", "do aliases repeat each other?");
  }

  @Test
  void manyValuesThroughFewAliasesAreRefused() throws IOException {
    StringBuilder text = new StringBuilder("x-0: &a0 [x" + ", x".repeat(9) + "]\n");
    for (int i = 1; i < 6; i++) {
      text.append("x-%d: &a%d [*a%d%s]\n".formatted(i, i, i - 1, (", *a" + (i - 1)).repeat(9)));
    }

    assertProblem(text + "worker: {allow: *a5}\n", "do aliases repeat each other?");
  }

  @Test
  void anAnchorInsideItselfIsRefused() throws IOException {
    assertProblem("worker: &w {allow: *w, http: [*w]}", "do aliases repeat each other?");
  }

  @Test
  void depthSizeAndAliasesAreBounded() throws IOException {
    assertProblem("worker: " + "[".repeat(200) + "]".repeat(200), "too deep");
    assertProblem("x: &x [1]\nagents: [" + "*x, ".repeat(300) + "*x]", "too many aliases");
    assertProblem("# " + "x".repeat(1 << 20), "is larger than 1MiB");
  }

  @Test
  void onlyOneDocumentOfPlainUtf8IsRead() throws IOException {
    assertProblem("worker: {}\n---\nworker: {}\n", ":2: column 1: not valid YAML");
    assertProblem("worker: {}\nx: a\u0001b\n", ":2: not valid YAML: the character U+0001");
    assertProblem("worker: {pool: !!java.net.URL [x]}", "Global tag is not allowed");
    Files.write(directory.resolve("latin.yaml"), new byte[] {'a', ':', ' ', (byte) 0xE4});
    assertThatThrownBy(() -> load(directory.resolve("latin.yaml")))
        .hasMessageContaining("is not UTF-8 text");
    assertThat(load(file("\uFEFFworker.concurrency: 3")).worker().concurrency()).isEqualTo(3);
  }

  @Test
  void whateverStandsInTheFileTheAnswerIsSettingsOrProblems() throws IOException {
    String good =
        """
        kafka: {bootstrap-servers: [a:1], sasl: {jaas: {config: "x"}}}
        worker: &w
          concurrency: 3
          drain: {timeout: 1m, rebalance: 2s}
          allow: [mcp, *n]
        pools: {gpu: {limits: {global: ${N:-3}}, accept: {tools: [a]}}}
        gateway.auth.keys: [{name: a, hash: "b", roles: read}]
        x: &n y
        """;
    String letters = "{}[]:&*!?|>-,\"'#%@`\n\t \u0000\uD83D\uDE00$ab1.<~";
    for (long seed = 0; seed < 3_000; seed++) {
      Random random = new Random(seed);
      StringBuilder text = new StringBuilder(good);
      for (int edits = random.nextInt(1, 6); edits > 0; edits--) {
        int at = random.nextInt(text.length());
        switch (random.nextInt(3)) {
          case 0 -> text.deleteCharAt(at);
          case 1 -> text.insert(at, letters.charAt(random.nextInt(letters.length())));
          default -> text.insert(at, text.substring(at, Math.min(text.length(), at + 20)));
        }
      }
      assertSettingsOrProblems(seed, text.toString());
    }
  }

  private void assertSettingsOrProblems(long seed, String text) throws IOException {
    Path file = directory.resolve("random.yaml");
    Files.write(file, text.getBytes(StandardCharsets.UTF_8));
    try {
      assertThat(load(file)).as("seed %d", seed).isNotNull();
    } catch (SettingsException e) {
      assertThat(e.problems())
          .as("seed %d", seed)
          .isNotEmpty()
          .allMatch(problem -> problem.startsWith(file + ":"));
    } catch (RuntimeException e) {
      throw new AssertionError("seed " + seed + ":\n" + text, e);
    }
  }

  private void assertProblem(String text, String expected) throws IOException {
    Path file = file(text);
    assertThatThrownBy(() -> load(file))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining(expected);
  }

  private Path file(String text) throws IOException {
    return Files.writeString(directory.resolve("offstage.yaml"), text);
  }

  private static Settings load(Path file) {
    return Settings.load(file, Map.of(), List.of());
  }
}
