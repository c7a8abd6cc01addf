package io.offstage.worker.process;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A process and everything that it has started, directly or not. Descendants are found by their
 * parents, and, where {@code /proc} tells, those whose parents are gone by the mark that they have
 * inherited; only one that was given another environment and whose parent is gone escapes.
 */
final class ProcessTree {

  static final String MARK = "OFFSTAGE_PROCESS_TREE";

  private static final Path PROC = Path.of("/proc");
  private static final int ENVIRONMENT_BYTES = 4 << 20;

  /** Something that forks as fast as it is killed is given up on after this many rounds. */
  private static final int ROUNDS = 50;

  private static final Duration ROUND = Duration.ofMillis(100);

  private final ProcessHandle root;
  private final String mark;

  /**
   * @param mark the value of {@link #MARK} in the root's environment; nobody else's
   */
  ProcessTree(ProcessHandle root, String mark) {
    this.root = root;
    this.mark = MARK + "=" + mark;
  }

  /**
   * Asks all to end, and kills what has not after a while. Returns when none is left, even where
   * this thread is interrupted.
   *
   * @param grace what they get to end in
   */
  void stop(Duration grace) {
    boolean interrupted = Thread.interrupted();
    try {
      interrupted |= endedAfter(ProcessHandle::destroy, grace);
      for (int round = 0; round < ROUNDS && !living().isEmpty(); round++) {
        interrupted |= endedAfter(ProcessHandle::destroyForcibly, ROUND);
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Returns when all have ended that lived, or time is up; whether it was interrupted. */
  private boolean endedAfter(Consumer<ProcessHandle> means, Duration atMost) {
    Set<ProcessHandle> living = living();
    living.forEach(means);
    CompletableFuture<?>[] ends =
        living.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new);
    try {
      CompletableFuture.allOf(ends).get(atMost.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException | ExecutionException _) {
      return false; // whoever is left is looked for again
    } catch (InterruptedException _) {
      return true; // no more time for anybody
    }
    return false;
  }

  private Set<ProcessHandle> living() {
    return Stream.of(Stream.of(root), root.descendants(), marked())
        .flatMap(s -> s)
        .filter(ProcessHandle::isAlive)
        .collect(Collectors.toSet());
  }

  private Stream<ProcessHandle> marked() {
    return Files.isDirectory(PROC)
        ? ProcessHandle.allProcesses().filter(this::bearsMark)
        : Stream.empty();
  }

  private boolean bearsMark(ProcessHandle process) {
    Path environment = PROC.resolve(Long.toString(process.pid())).resolve("environ");
    try (InputStream in = Files.newInputStream(environment)) {
      return new String(in.readNBytes(ENVIRONMENT_BYTES), StandardCharsets.ISO_8859_1)
          .contains(mark);
    } catch (IOException _) {
      return false; // somebody else's, or gone
    }
  }
}
