package io.offstage.dev;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What a program puts out, kept line by line; for few lines. Any thread may ask. */
public final class ChildOutput {
  // Written by the reading thread, read by others.
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final CompletableFuture<Optional<String>> first = new CompletableFuture<>();
  private final Thread reader;

  private ChildOutput(Process process) {
    this.reader = Thread.ofVirtual().name("child-output").start(() -> read(process));
  }

  /** Reads standard output, which must be a pipe, from now on. */
  public static ChildOutput of(ChildJvm child) {
    return new ChildOutput(child.process());
  }

  private void read(Process process) {
    try (BufferedReader reading = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = reading.readLine(); line != null; line = reading.readLine()) {
        lines.add(line);
        if (!line.isBlank()) {
          first.complete(Optional.of(line));
        }
      }
    } catch (IOException gone) {
      lines.add("(" + gone.getMessage() + ")");
    }
    first.complete(Optional.empty());
  }

  /** Everything so far. */
  public List<String> lines() {
    return List.copyOf(lines);
  }

  /** The first line that is not blank; empty when it is late, or the program ends without one. */
  public Optional<String> first(Duration patience) throws InterruptedException {
    try {
      return first.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException late) {
      return Optional.empty();
    } catch (ExecutionException impossible) {
      throw new AssertionError(impossible);
    }
  }

  /** Whether all of it has been read, which takes until the program ends. */
  public boolean awaitEnd(Duration patience) throws InterruptedException {
    return reader.join(patience);
  }
}
