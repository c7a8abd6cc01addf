package io.offstage.bench.chaos;

import io.offstage.cli.Offstage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** {@code offstage …} as a process of its own. What it says on standard error goes to a file. */
final class RoleProcess {

  private final Process process;
  private final CompletableFuture<String> firstLine = new CompletableFuture<>();

  private RoleProcess(Process process) {
    this.process = process;
    Thread.ofVirtual().name("role-output").start(this::read);
  }

  /**
   * Returns at once.
   *
   * @param tools a directory that is put on its class path
   */
  static RoleProcess start(List<String> command, Path tools, Path log) {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(
        List.of(
            "-Xmx192m",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "--sun-misc-unsafe-memory-access=allow",
            "--enable-native-access=ALL-UNNAMED",
            Offstage.class.getName()));
    line.addAll(command);
    ProcessBuilder builder =
        new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().keySet().removeIf(name -> name.startsWith("OFFSTAGE_"));
    // Not as an argument, so that ps shows what this is.
    builder
        .environment()
        .put(
            "CLASSPATH",
            System.getProperty("java.class.path") + System.getProperty("path.separator") + tools);
    try {
      return new RoleProcess(builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void read() {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.isBlank()) {
          firstLine.complete(line);
        }
      }
    } catch (IOException gone) {
      firstLine.completeExceptionally(gone);
    }
    firstLine.completeExceptionally(new IOException("it ended without a word"));
  }

  /** Its first line on standard output, by which it says that it is ready; empty if it is late. */
  Optional<String> ready(Duration patience) throws InterruptedException {
    try {
      return Optional.of(firstLine.get(patience.toMillis(), TimeUnit.MILLISECONDS));
    } catch (ExecutionException | TimeoutException e) {
      return Optional.empty();
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** {@code kill -9}; returns when it is gone. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  /** SIGTERM; returns when it is gone, killed if it takes longer. */
  void terminate(Duration patience) throws InterruptedException {
    process.destroy();
    if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
      kill();
    }
  }

  /** Sends {@code STOP} or {@code CONT}. */
  void signal(String name) throws InterruptedException {
    try {
      new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
          .inheritIO()
          .start()
          .waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
