package io.offstage.agent.toolset;

import io.offstage.agent.definition.ToolsetDefinition;
import io.offstage.worker.process.ChildProcess;
import io.offstage.worker.process.Program;
import io.offstage.worker.tool.Tool;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Commands of a shell. Each gets a scrubbed environment, and ends with everything that it has
 * started: there are no jobs behind the model's back, what takes long is for the background.
 */
final class Shell {

  private static final Duration USUAL = Duration.ofSeconds(30);
  private static final int LONGEST_OUTPUT = 30_000;
  private static final String CUT = "\n\n[Output truncated: exceeded 30,000 character limit]";

  private final Path directory;
  private final Map<String, String> environment;

  record Command(String cmd, @Nullable String cwd, @Nullable Integer timeout) {}

  Shell(Path directory, Map<String, String> environment) {
    this.directory = directory;
    this.environment = environment;
  }

  List<Tool> tools() {
    return List.of(
        Tool.named(ToolsetDefinition.Shell.TOOL)
            .describedAs("Executes the given shell command in the user's default shell.")
            .taking(
                Schemas.object()
                    .text("cmd", "The shell command to execute")
                    .maybe(
                        "cwd",
                        "string",
                        "The working directory to execute the command in (default: \".\")")
                    .maybe(
                        "timeout", "integer", "Command execution timeout in seconds (default: 30)")
                    .json(),
                Command.class)
            .running((in, _) -> run(in)));
  }

  private String run(Command in) throws IOException, InterruptedException {
    if (in.cmd().isBlank()) {
      return "Error: empty command";
    }
    Duration atMost =
        in.timeout() == null || in.timeout() <= 0 ? USUAL : Duration.ofSeconds(in.timeout());
    Path where = in.cwd() == null ? directory : directory.resolve(in.cwd()).normalize();
    Program program = new Program(List.of("/bin/sh", "-c", in.cmd()), environment, where);
    Written written = new Written();
    try (ChildProcess child = ChildProcess.start(program, Map.of(), true)) {
      child.feed("");
      Thread reader = child.reader("output", () -> written.readAll(child.output()));
      return told(child.exit(), reader, written, atMost);
    }
  }

  private static String told(
      CompletableFuture<Integer> exit, Thread reader, Written written, Duration atMost)
      throws InterruptedException, IOException {
    try {
      int status = exit.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
      reader.join(USUAL);
      String output = written.text();
      return status == 0
          ? (output.isBlank() ? "<no output>" : output.strip())
          : "Error executing command: exit status %d\nOutput: %s".formatted(status, output).strip();
    } catch (TimeoutException _) {
      return "Command timed out after %ds\nOutput: %s"
          .formatted(atMost.toSeconds(), written.text())
          .strip();
    } catch (ExecutionException e) {
      throw new IOException("the end of the command was not seen", e.getCause());
    }
  }

  /** The beginning of what was written. Guarded by its monitor: one thread reads, another looks. */
  private static final class Written {

    private final StringBuilder text = new StringBuilder();
    private boolean cut;

    void readAll(InputStream in) {
      byte[] buffer = new byte[4_096];
      try (in) {
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          append(new String(buffer, 0, n, StandardCharsets.UTF_8));
        }
      } catch (IOException _) {
        // Ended while it was read.
      }
    }

    private synchronized void append(String more) {
      int room = LONGEST_OUTPUT - text.length();
      text.append(more, 0, Math.min(room, more.length()));
      cut |= more.length() > room;
    }

    synchronized String text() {
      return cut ? text + CUT : text.toString();
    }
  }
}
