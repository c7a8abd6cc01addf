package io.offstage.worker.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/**
 * A started program. Closing it ends it and everything that it has started; when it ends by itself,
 * what it has left behind is killed, so its output has an end too.
 */
public final class ChildProcess implements AutoCloseable {

  private static final Duration GRACE = Duration.ofSeconds(2);
  private static final Duration LAST_WORDS = Duration.ofSeconds(1);
  private static final int TAIL_BYTES = 4_096;

  private final Process process;
  private final ProcessTree tree;
  private final Tail errors = new Tail(TAIL_BYTES);
  private final Thread errorReader;
  private final CompletableFuture<Integer> exit;

  private ChildProcess(Process process, String mark) {
    this.process = process;
    this.tree = new ProcessTree(process.toHandle(), mark);
    this.errorReader = thread(process, "errors", () -> errors.readAll(process.getErrorStream()));
    this.exit =
        process
            .onExit()
            .thenApplyAsync(
                ended -> {
                  tree.stop(Duration.ZERO);
                  return ended.exitValue();
                },
                task -> Thread.ofVirtual().name("process-end").start(task));
  }

  /**
   * Starts a program.
   *
   * @param call variables of this call, added to the program's own
   * @throws IOException where there is no such program or no such directory, or it may not be run
   */
  public static ChildProcess start(Program program, Map<String, String> call) throws IOException {
    return start(program, call, false);
  }

  /**
   * Starts a program.
   *
   * @param errorsInOutput what it writes to standard error stands between its output
   * @throws IOException as above
   */
  public static ChildProcess start(
      Program program, Map<String, String> call, boolean errorsInOutput) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(program.words()).redirectErrorStream(errorsInOutput);
    if (program.directory() != null) {
      builder.directory(program.directory().toFile());
    }
    String mark = UUID.randomUUID().toString();
    Map<String, String> environment = builder.environment();
    Map<String, String> inherited = ScrubbedEnvironment.of(environment);
    environment.clear();
    environment.putAll(inherited);
    environment.putAll(program.environment());
    environment.putAll(call);
    environment.put(ProcessTree.MARK, mark);
    return new ChildProcess(builder.start(), mark);
  }

  /** A thread for a pipe of this process. */
  public Thread reader(String what, Runnable code) {
    return thread(process, what, code);
  }

  private static Thread thread(Process process, String what, Runnable code) {
    return Thread.ofPlatform().daemon().name("process-" + process.pid() + "-" + what).start(code);
  }

  /** Gives it all its input, without waiting until it has read that. */
  public void feed(String input) {
    reader(
        "input",
        () -> {
          try (OutputStream out = process.getOutputStream()) {
            out.write(input.getBytes(StandardCharsets.UTF_8));
          } catch (IOException _) {
            // It does not want it all; what it makes of that it says itself.
          }
        });
  }

  public OutputStream input() {
    return process.getOutputStream();
  }

  public InputStream output() {
    return process.getInputStream();
  }

  /**
   * The end of what it has written to standard error. Where it is about to end, as its output may
   * have before, it is given a moment for that.
   */
  public String errorTail() throws InterruptedException {
    if (process.waitFor(LAST_WORDS)) {
      errorReader.join(LAST_WORDS);
    }
    return errors.text();
  }

  /** Completes with the exit status, when everything that it had started has ended as well. */
  public CompletableFuture<Integer> exit() {
    return exit.copy();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Returns when nothing of it is left. Idempotent. */
  @Override
  public void close() {
    tree.stop(GRACE);
  }
}
