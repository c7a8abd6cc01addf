package io.offstage.worker.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class ChildProcessTest {

  private static ChildProcess shell(String script) throws IOException {
    return ChildProcess.start(
        new Program(List.of("/bin/sh", "-c", script), Map.of("GIVEN", "a key"), null),
        Map.of("OFFSTAGE_ATTEMPT", "1"));
  }

  private static String outputOf(ChildProcess child) throws IOException {
    return new String(child.output().readAllBytes(), StandardCharsets.UTF_8);
  }

  private static ProcessHandle handle(String pid) {
    return ProcessHandle.of(Long.parseLong(pid.strip())).orElseThrow();
  }

  private static String lineOf(ChildProcess child) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = child.output().read(); c >= 0 && c != '\n'; c = child.output().read()) {
      line.append((char) c);
    }
    return line.toString();
  }

  /** Killed, and taken off the list by whoever has adopted it. */
  private static void assertGone(ProcessHandle process) {
    Awaitility.await().until(() -> !process.isAlive());
  }

  @Test
  void ofThisProcessItInheritsAlmostNothing() throws Exception {
    assertThat(System.getenv()).isNotEmpty();
    try (ChildProcess child = shell("env")) {
      List<String> names =
          outputOf(child).lines().map(line -> line.replaceFirst("=.*", "")).sorted().toList();

      assertThat(names)
          .contains("GIVEN", "OFFSTAGE_ATTEMPT", "PATH")
          .isSubsetOf(
              "GIVEN",
              "OFFSTAGE_ATTEMPT",
              "OFFSTAGE_PROCESS_TREE",
              "PATH",
              "HOME",
              "USER",
              "PWD",
              "LOGNAME",
              "SHELL",
              "LANG",
              "TZ",
              "TMPDIR",
              "TERM",
              "LC_ALL",
              "LC_CTYPE",
              "SHLVL",
              "OLDPWD",
              "_");
    }
  }

  @Test
  void inputIsReadAndStatusAndErrorsAreTold() throws Exception {
    try (ChildProcess child = shell("cat; echo so it ends >&2; exit 3")) {
      child.feed("from outside");

      assertThat(outputOf(child)).isEqualTo("from outside");
      assertThat(child.exit().get(20, TimeUnit.SECONDS)).isEqualTo(3);
      assertThat(child.errorTail()).isEqualTo("so it ends");
    }
  }

  @Test
  void ofManyErrorsTheLastAreKept() throws Exception {
    try (ChildProcess child =
        shell("yes a long line of errors | head -n 20000 >&2; echo last >&2")) {
      child.exit().get(20, TimeUnit.SECONDS);

      assertThat(child.errorTail()).hasSizeLessThanOrEqualTo(4_096).endsWith("errors\nlast");
    }
  }

  @Test
  void closingEndsGrandchildrenToo() throws Exception {
    ChildProcess child = shell("sleep 600 & echo $!; wait");
    ProcessHandle grandchild = handle(lineOf(child));
    assertThat(grandchild.isAlive()).isTrue();

    child.close();

    assertGone(grandchild);
    assertThat(child.isAlive()).isFalse();
  }

  @Test
  void closingEndsWhatIgnoresThatItIsAskedTo() throws Exception {
    ChildProcess child = shell("trap '' TERM INT HUP; echo $$; while :; do sleep 600; done");
    ProcessHandle stubborn = handle(lineOf(child));

    child.close();

    assertGone(stubborn);
  }

  @Test
  void whatLosesItsParentIsFoundByItsMark() throws Exception {
    ChildProcess child = shell("(trap '' HUP; sleep 600 & echo $!) ; exec sleep 600");
    ProcessHandle orphan = handle(lineOf(child));

    child.close();

    assertGone(orphan);
  }

  @Test
  void aProgramThatEndsLeavesNothingBehindAndItsOutputHasAnEnd() throws Exception {
    try (ChildProcess child = shell("sleep 600 & echo $!")) {
      ProcessHandle left = handle(outputOf(child));

      assertThat(child.exit().get(20, TimeUnit.SECONDS)).isZero();
      assertGone(left);
    }
  }

  @Test
  void anInterruptedThreadClosesAllTheSameAndStaysInterrupted() throws Exception {
    ChildProcess child = shell("sleep 600 & echo $!; wait");
    ProcessHandle grandchild = handle(lineOf(child));

    Thread.currentThread().interrupt();
    child.close();

    assertThat(Thread.interrupted()).isTrue();
    assertGone(grandchild);
  }

  @Test
  void aProgramThatIsNotThereIsNamed() {
    Program nowhere = new Program(List.of("/no/such/program", "--key=secret"), Map.of(), null);

    assertThatThrownBy(() -> ChildProcess.start(nowhere, Map.of()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("/no/such/program")
        .hasMessageNotContaining("secret");
    assertThat(nowhere.toString()).doesNotContain("secret");
  }
}
