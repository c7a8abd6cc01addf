package io.offstage.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.offstage.dev.ChildJvm;
import io.offstage.dev.ChildOutput;
import io.offstage.dev.JvmCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
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

  private final ChildJvm child;
  private final ChildOutput output;
  private final Path log;

  private RoleProcess(ChildJvm child, Path log) {
    this.child = child;
    this.output = ChildOutput.of(child);
    this.log = log;
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
    Path log =
        directory.resolve("%02d-%s.log".formatted(NUMBERS.incrementAndGet(), command.getFirst()));
    JvmCommand jvm =
        JvmCommand.of(program, command)
            .small("256m")
            .behind(ATTENTIVE)
            .environment(environment)
            .output(ProcessBuilder.Redirect.PIPE)
            .errors(ProcessBuilder.Redirect.to(log.toFile()));
    String servers = System.getProperty("offstage.dev.classpath");
    if (servers != null) {
      jvm.flags("-Doffstage.dev.classpath=" + servers);
    }
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new RoleProcess(jvm.start(), log);
  }

  /** Its first line on standard output, by which it says that it is ready; waits for it. */
  public String ready() {
    try {
      return output
          .first(START)
          .orElseThrow(() -> new AssertionError("not ready; its log:\n" + log()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  public long pid() {
    return child.process().pid();
  }

  public boolean isAlive() {
    return child.process().isAlive();
  }

  /** Everything on standard output so far. */
  public List<String> output() {
    return output.lines();
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
    child.kill();
  }

  /** Sends a signal such as {@code TERM}, {@code INT}, {@code STOP} or {@code CONT}. */
  public void signal(String name) {
    assertThat(child.signal(name)).as("kill -" + name).isTrue();
  }

  /** Its exit code, once it has ended. */
  public int awaitExit(Duration patience) {
    try {
      if (!child.process().waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)
          || !output.awaitEnd(patience)) {
        throw new AssertionError("it still runs; its log:\n" + log());
      }
      return child.process().exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** SIGKILL, where it still runs. */
  @Override
  public void close() {
    // The servers it started too: they would write into directories that the test removes.
    List<ProcessHandle> servers = child.process().descendants().toList();
    kill();
    servers.forEach(ProcessHandle::destroyForcibly);
  }
}
