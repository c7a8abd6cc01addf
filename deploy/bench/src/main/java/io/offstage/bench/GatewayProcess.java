package io.offstage.bench;

import io.offstage.dev.ChildJvm;
import io.offstage.dev.JvmCommand;
import io.offstage.gateway.Gateway;
import io.offstage.settings.Settings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;

/**
 * A gateway in a process of its own, so that what it needs can be told from what its clients need.
 */
final class GatewayProcess implements AutoCloseable {

  private static final String ANSWER = "= ";
  private static final long LOOK_EVERY_NANOS = 20_000_000;

  private final ChildJvm child;
  private final BufferedReader answers;
  private final Writer questions;
  private final int port;

  private GatewayProcess(ChildJvm child) throws IOException {
    this.child = child;
    this.answers = child.process().inputReader(StandardCharsets.UTF_8);
    this.questions = child.process().outputWriter(StandardCharsets.UTF_8);
    this.port = Integer.parseInt(answer());
  }

  /**
   * Returns when it has caught up with the log.
   *
   * @param settings {@code key=value} each
   */
  static GatewayProcess start(List<String> settings) {
    try {
      return new GatewayProcess(
          JvmCommand.of(GatewayProcess.class, settings)
              .flags("-Xmx512m")
              .output(ProcessBuilder.Redirect.PIPE)
              .start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The next line that is an answer: what the process logs may stand between. */
  private String answer() throws IOException {
    String line = answers.readLine();
    while (line != null && !line.startsWith(ANSWER)) {
      line = answers.readLine();
    }
    return Objects.requireNonNull(line, "the gateway has ended").substring(ANSWER.length());
  }

  int port() {
    return port;
  }

  /** What all its threads have had of the processors so far. */
  Duration processorTime() {
    return child.process().info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /** What is in use once garbage has been collected. */
  double heapMegabytes() {
    try {
      questions.write("heap\n");
      questions.flush();
      return Long.parseLong(answer()) / 1e6;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    child.close();
  }

  /** The process: says its port, and to each line that it reads what its heap holds. */
  public static void main(String[] settings) throws IOException {
    try (Gateway gateway = Gateway.start(Settings.of(settings));
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      while (!gateway.isReady()) {
        LockSupport.parkNanos(LOOK_EVERY_NANOS);
      }
      System.out.println(ANSWER + gateway.port());
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        System.gc();
        System.out.println(
            ANSWER + ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
      }
    }
  }
}
