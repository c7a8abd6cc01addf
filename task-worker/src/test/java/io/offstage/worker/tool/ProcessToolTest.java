package io.offstage.worker.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.offstage.task.ErrorCode;
import io.offstage.task.Outcome;
import io.offstage.task.RawJson;
import io.offstage.worker.process.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessToolTest {

  private static final RawJson ARGS = new RawJson("{\"topic\":\"Käse\"}");
  private static final int RESULT_BYTES = 1_000;

  private final RecordingContext context = new RecordingContext();

  @TempDir private Path directory;

  @Test
  void argumentsAreItsInputAndTheCallIsInItsEnvironment() throws Exception {
    Outcome outcome =
        call(
            """
            read args
            printf '{"args":%s,"key":"%s","trace":"%s","attempt":%s,"own":"%s"}' \
              "$args" "$OFFSTAGE_IDEMPOTENCY_KEY" "$TRACEPARENT" "$OFFSTAGE_ATTEMPT" "$OWN"
            """);

    assertThat(outcome)
        .isEqualTo(
            succeeded(
                "{\"args\":{\"topic\":\"Käse\"},\"key\":\"key-1\",\"trace\":"
                    + "\"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\","
                    + "\"attempt\":2,\"own\":\"ours\"}"));
  }

  @Test
  void linesAreOutputAsTheyComeAndTheNamedResultIsTheResult() throws Exception {
    Outcome outcome =
        call(
            """
            echo '{"output": {"stage": 1}}'
            echo plain text
            echo '{"result": {"n": 1.00}}'
            echo '{"stage": 2}'
            """);

    assertThat(outcome).isEqualTo(succeeded("{\"n\": 1.00}"));
    assertThat(context.output)
        .containsExactly("{\"stage\": 1}", "\"plain text\"", "{\"stage\": 2}");
  }

  @Test
  void withoutANamedResultTheLastObjectIsItElseAllThatWasWritten() throws Exception {
    assertThat(call("echo working; echo '{\"n\":1}'")).isEqualTo(succeeded("{\"n\":1}"));
    assertThat(call("printf '{\\n\"n\":\\n2}\\n'")).isEqualTo(succeeded("{\n\"n\":\n2}"));
    assertThat(call("echo 42")).isEqualTo(succeeded("42"));
    assertThat(call("echo one; echo 2")).isEqualTo(succeeded("\"one\\n2\""));
    assertThat(call("true")).isEqualTo(new Outcome.Succeeded(RawJson.NULL));
  }

  @Test
  void aProgramAsksForInputAndFindsItAtItsNextStart() throws Exception {
    String review =
        """
        if [ -z "$OFFSTAGE_RESUME_DATA" ]; then
          echo '{"suspend": {"awaiting": "approval"}}'
        else
          echo "{\\"result\\": $OFFSTAGE_RESUME_DATA}"
        fi
        """;

    Outcome first = call(review);
    context.resumed(new RawJson("{\"reviewer\":\"alice\"}"));

    assertThat(first).isEqualTo(new Outcome.Suspended(new RawJson("{\"awaiting\": \"approval\"}")));
    assertThat(call(review)).isEqualTo(succeeded("{\"reviewer\":\"alice\"}"));
  }

  @Test
  void aStatusIsAFailureThatQuotesTheErrorsEnd() {
    assertThatThrownBy(() -> call("echo '{\"result\":1}'; echo no such topic >&2; exit 3"))
        .isInstanceOf(IOException.class)
        .hasMessage("/bin/sh exited with status 3: no such topic");
  }

  @Test
  void aProgramSaysItselfWhetherAnotherTryHelps() throws Exception {
    assertThatThrownBy(() -> call("echo '{\"error\":\"busy\"}'"))
        .isInstanceOf(IOException.class)
        .hasMessage("busy");
    assertThat(call("echo '{\"error\":{\"message\":\"never\",\"retryable\":false}}'; exit 1"))
        .isInstanceOfSatisfying(
            Outcome.TerminalFailure.class,
            failure -> assertThat(failure.error().message()).isEqualTo("never"));
  }

  @Test
  void whatCannotBeStartedIsFinal() {
    assertThatThrownBy(() -> call("no-such-program-here"))
        .isInstanceOf(NonRetryableException.class)
        .hasMessageContaining("no-such-program-here");
    assertThatThrownBy(() -> tool(List.of("/no/such/program")).call(ARGS, context))
        .isInstanceOf(NonRetryableException.class)
        .hasMessageContaining("/no/such/program");
  }

  @Test
  void whatIsTooLargeForAResultIsNotHeld() throws Exception {
    assertThat(call("yes | head -n 1000000 | tr -d '\\n'"))
        .isInstanceOfSatisfying(
            Outcome.TerminalFailure.class,
            failure -> {
              assertThat(failure.error().code()).isEqualTo(ErrorCode.RESULT_TOO_LARGE);
              assertThat(failure.error().message()).contains("task-1", "1000", "limits.result");
            });
    assertThat(call("yes | head -n 10000; echo '{\"lines\":10000}'"))
        .isEqualTo(succeeded("{\"lines\":10000}"));
  }

  @Test
  void inputThatIsNotReadHoldsNobodyUp() throws Exception {
    RawJson large = new RawJson("{\"text\":\"" + "x".repeat(1 << 20) + "\"}");

    assertThat(tool(List.of("/bin/echo", "done")).call(large, context))
        .isEqualTo(succeeded("\"done\""));
  }

  @Test
  void anInterruptEndsItWithAllThatItHasStarted() throws Exception {
    Path pids = directory.resolve("pids");
    InterruptedCall call =
        InterruptedCall.begin(
            () ->
                call(
                    "(sleep 600 & echo $! >> pids); sleep 600 & echo $! >> pids; echo up;"
                        + " wait"));
    Awaitility.await().until(() -> !context.output.isEmpty());
    List<ProcessHandle> children =
        Files.readAllLines(pids).stream()
            .map(pid -> ProcessHandle.of(Long.parseLong(pid)).orElseThrow())
            .toList();
    assertThat(children).hasSize(2).allMatch(ProcessHandle::isAlive);

    assertThat(call.interrupt()).isInstanceOf(InterruptedException.class);
    Awaitility.await().until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
  }

  private static Outcome succeeded(String json) {
    return new Outcome.Succeeded(new RawJson(json));
  }

  private Outcome call(String script) throws Exception {
    return tool(List.of("/bin/sh", "-c", script)).call(ARGS, context);
  }

  private ProcessTool tool(List<String> words) {
    return new ProcessTool(
        new ProcessToolSpec(
            "convert",
            "",
            new Program(words, Map.of("OWN", "ours"), directory),
            ToolBuilder.ANY_OBJECT,
            Background.ELIGIBLE,
            "tools"),
        RESULT_BYTES);
  }
}
