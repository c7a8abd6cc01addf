package io.offstage.bench.chaos;

import io.offstage.cli.console.ExitCode;
import io.offstage.cli.role.DataDirectory;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code offstage bench chaos}. */
@Command(
    name = "chaos",
    description = {
      "Kills, pauses and restarts every role, the broker and Postgres while tasks of all kinds"
          + " run,",
      "and checks every guarantee against what topics, tables and streams show.",
      "Exits with 1 and the violations where one does not hold; the seed repeats what was asked,",
      "and the order of the disturbances."
    })
public final class ChaosCommand implements Callable<Integer> {

  private static final Duration ROUND = Duration.ofSeconds(90);

  @Option(
      names = "--minutes",
      defaultValue = "2",
      description = "How long, in rounds of two minutes or less (${DEFAULT-VALUE})")
  private int minutes;

  @Option(names = "--seed", description = "Of everything that is chosen; one of chance if absent")
  private @Nullable Long seed;

  @Option(
      names = "--workers",
      defaultValue = "3",
      description = "Task worker processes (${DEFAULT-VALUE})")
  private int workers;

  @Option(
      names = "--brokers",
      defaultValue = "1",
      description =
          "How many; of three or more, one is away at a time and nobody should notice"
              + " (${DEFAULT-VALUE})")
  private int brokers;

  @Option(
      names = "--tasks-per-second",
      defaultValue = "20",
      description = "What is asked; less for a machine that is slow (${DEFAULT-VALUE})")
  private int tasksPerSecond;

  @Option(
      names = "--patience",
      paramLabel = "SECONDS",
      defaultValue = "60",
      description =
          "Of a rest in which nothing happens, until what is missing counts as broken"
              + " (${DEFAULT-VALUE})")
  private int patience;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Where data and logs go, and stay; else a temporary directory")
  private @Nullable Path data;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    PrintWriter err = spec.commandLine().getErr();
    Path directory = data == null ? Files.createTempDirectory("offstage-chaos") : data;
    ChaosOptions options =
        ChaosOptions.of(seed == null ? System.nanoTime() % 1_000_000 : seed, ROUND, directory)
            .withRounds(Math.max(1, minutes / 2))
            .withPatience(Duration.ofSeconds(patience))
            .withTasksPerSecond(tasksPerSecond)
            .withBrokers(brokers)
            .withWorkers(workers);
    Report report =
        Chaos.run(
            options,
            line -> {
              err.println(line);
              err.flush();
            });
    spec.commandLine().getOut().println(report);
    spec.commandLine().getOut().flush();
    boolean well = report.violations().isEmpty();
    if (well && data == null) {
      DataDirectory.delete(directory);
    } else {
      err.println("data and logs: " + directory);
      err.flush();
    }
    return well ? ExitCode.OK : ExitCode.FAILED;
  }
}
