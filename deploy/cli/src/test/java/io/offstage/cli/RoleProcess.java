package io.offstage.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * {@code offstage …}, or a test's own program, as a process with the class path of the test. What
 * it writes to standard error is a file; standard output is read by a thread and kept.
 */
public final class RoleProcess implements AutoCloseable {

  private static final Duration START = Duration.ofSeconds(90);

  /**
   * Whoever builds in the background of a shell ignores SIGINT, and so do all their children,
   * unless told otherwise.
   */
  private static final List<String> ATTENTIVE =
      Files.isExecutable(Path.of("/proc/self/exe"))
          ? List.of("env", "--default-signal=INT")
          : List.of();

  private static final AtomicInteger NUMBERS = new AtomicInteger();

  private final Process process;
  private final Path log;
  // Written by the reading thread, read by the test's.
  private final List<String> output = new CopyOnWriteArrayList<>();
  private final CompletableFuture<String> firstLine = new CompletableFuture<>();
  private final Thread reader;

  private RoleProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
    this.reader = Thread.ofVirtual().start(this::read);
  }

  /**
   * Returns at once.
   *
   * @param directory where its log goes
   * @param command with its arguments
   */
  public static RoleProcess start(Path directory, List<String> command) {
    return start(directory, command, Map.of());
  }

  /**
   * Like {@link #start(Path, List)}.
   *
   * @param environment added to that of the test
   */
  public static RoleProcess start(
      Path directory, List<String> command, Map<String, String> environment) {
    return start(Offstage.class, directory, command, environment);
  }

  /**
   * Like {@link #start(Path, List)}, for a program of the test's own.
   *
   * @param program its main class
   * @param command its arguments; the first names its log
   */
  public static RoleProcess start(Class<?> program, Path directory, List<String> command) {
    return start(program, directory, command, Map.of());
  }

  private static RoleProcess start(
      Class<?> program, Path directory, List<String> command, Map<String, String> environment) {
    List<String> line = new ArrayList<>(ATTENTIVE);
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(
        List.of(
            "-Xmx256m",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "--sun-misc-unsafe-memory-access=allow",
            "--enable-native-access=ALL-UNNAMED"));
    String servers = System.getProperty("offstage.dev.classpath");
    if (servers != null) {
      line.add("-Doffstage.dev.classpath=" + servers);
    }
    line.add(program.getName());
    line.addAll(command);
    try {
      Files.createDirectories(directory);
      Path log =
          directory.resolve("%02d-%s.log".formatted(NUMBERS.incrementAndGet(), command.getFirst()));
      ProcessBuilder builder = new ProcessBuilder(line).redirectError(log.toFile());
      builder.environment().keySet().removeIf(name -> name.startsWith("OFFSTAGE_"));
      builder.environment().putAll(environment);
      // Not as an argument, so that ps shows what this is.
      builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
      return new RoleProcess(builder.start(), log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void read() {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        output.add(line);
        if (!line.isBlank()) {
          firstLine.complete(line);
        }
      }
    } catch (IOException gone) {
      output.add("(" + gone.getMessage() + ")");
    }
    firstLine.completeExceptionally(new AssertionError("it ended without a word"));
  }

  /** Its first line on standard output, by which it says that it is ready; waits for it. */
  public String ready() {
    try {
      return firstLine.get(START.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new AssertionError("not ready; its log:\n" + log(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Everything on standard output so far. */
  public List<String> output() {
    return List.copyOf(output);
  }

  /** Everything on standard error so far. */
  public String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@code kill -9}; returns when it is gone. */
  public void kill() {
    process.destroyForcibly().onExit().join();
  }

  /** Sends a signal such as {@code TERM}, {@code INT}, {@code STOP} or {@code CONT}. */
  public void signal(String name) {
    try {
      int code =
          new ProcessBuilder("kill", "-" + name, Long.toString(pid()))
              .inheritIO()
              .start()
              .waitFor();
      assertThat(code).as("kill -" + name).isZero();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Its exit code, once it has ended. */
  public int awaitExit(Duration patience) {
    try {
      if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS) || !reader.join(patience)) {
        throw new AssertionError("it still runs; its log:\n" + log());
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** SIGKILL, where it still runs. */
  @Override
  public void close() {
    // The servers it started too: they would write into directories that the test removes.
    List<ProcessHandle> servers = process.descendants().toList();
    kill();
    servers.forEach(ProcessHandle::destroyForcibly);
  }
}
