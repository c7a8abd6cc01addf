package io.offstage.dev;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A child JVM that runs {@link InfraMain}; not thread-safe. */
final class ServerProcess {
  private static final Duration START = Duration.ofMinutes(3);
  private static final Duration STOP = Duration.ofSeconds(25);
  private static final int TAIL_LINES = 20;

  private final String server;
  private final Path log;
  private final Process process;
  private final CompletableFuture<Announcement> announced = new CompletableFuture<>();

  private ServerProcess(String server, Path log, Process process) {
    this.server = server;
    this.log = log;
    this.process = process;
  }

  /**
   * Returns at once; the shell in between makes the child deaf to a Ctrl-C at the terminal, which
   * is its parent's to answer.
   */
  static ServerProcess spawn(
      String server, Path data, List<String> jvmFlags, List<String> arguments) {
    List<String> command =
        new ArrayList<>(List.of("/bin/sh", "-c", "trap '' INT HUP; exec \"$@\"", "sh"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmFlags);
    command.addAll(List.of(InfraMain.class.getName(), server, "--data", data.toString()));
    command.addAll(arguments);
    Path log = data.resolve(server + ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
    // Not as an argument, so that ps shows what this is.
    builder.environment().put("CLASSPATH", classPath());
    try {
      Files.createDirectories(data);
      ServerProcess spawned = new ServerProcess(server, log, builder.start());
      Thread.ofVirtual().name(server + "-stdout").start(spawned::listen);
      return spawned;
    } catch (IOException failed) {
      throw new InfraException("cannot start " + server + " on " + data, failed);
    }
  }

  private static String classPath() {
    return System.getProperty("offstage.dev.classpath", System.getProperty("java.class.path"));
  }

  private void listen() {
    try (BufferedReader stdout = process.inputReader(StandardCharsets.UTF_8)) {
      String line = stdout.readLine();
      announced.complete(
          line == null
              ? new Announcement.Failed("it ended without a word")
              : Announcement.parse(line));
    } catch (IOException broken) {
      announced.complete(new Announcement.Failed(broken.toString()));
    }
  }

  /**
   * Where it serves; when it does not, the child is gone and the exception ends with the tail of
   * its log.
   */
  Announcement.Serving awaitServing() {
    Announcement announcement;
    try {
      announcement = announced.get(START.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException late) {
      announcement = new Announcement.Failed("not serving after " + START.toSeconds() + " s");
    } catch (ExecutionException impossible) {
      throw new AssertionError(impossible);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      announcement = new Announcement.Failed("interrupted");
    }
    return switch (announcement) {
      case Announcement.Serving serving -> serving;
      case Announcement.Failed failed -> {
        kill();
        throw new InfraException(
            "%s did not start: %s%n%s".formatted(server, failed.reason(), tail()));
      }
    };
  }

  private String tail() {
    try {
      List<String> lines = Files.readAllLines(log, StandardCharsets.UTF_8);
      return "Last lines of %s:%n%s"
          .formatted(
              log,
              String.join(
                  "\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size())));
    } catch (IOException unreadable) {
      return "No log at " + log;
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Asks it to stop; returns at once. */
  void beginStop() {
    try {
      process.getOutputStream().close();
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }

  /** Waits for a child that was asked to stop, and kills one that does not. */
  void awaitStop() {
    try {
      if (!process.waitFor(STOP.toMillis(), TimeUnit.MILLISECONDS)) {
        kill();
      }
    } catch (InterruptedException interrupted) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  /** SIGKILL, and waits until it is gone. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }
}
