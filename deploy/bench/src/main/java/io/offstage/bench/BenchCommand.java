package io.offstage.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.offstage.bench.chaos.ChaosCommand;
import io.offstage.dev.DevInfra;
import io.offstage.dev.DevInfraOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code offstage bench}: runs workloads and their ceilings in turn and prints medians and ratios.
 */
@Command(
    name = "bench",
    subcommands = ChaosCommand.class,
    description = {
      "Measures throughput and latency beside the ceiling of the same broker.",
      "Only ratios of one run mean anything: machines drift."
    })
public final class BenchCommand implements Callable<Integer> {

  enum Format {
    table,
    json
  }

  @Parameters(
      arity = "0..*",
      paramLabel = "WORKLOAD",
      description = "${COMPLETION-CANDIDATES}; all of them where none is named.")
  private List<Workload> workloads = new ArrayList<>();

  @Option(
      names = "--runs",
      defaultValue = "3",
      description = "Runs of each, for the median (${DEFAULT-VALUE}).")
  private int runs;

  @Option(
      names = "--bootstrap-servers",
      description = "A broker to measure on; an embedded one is started where none is named.")
  private @Nullable String bootstrapServers;

  @Option(
      names = "-o",
      defaultValue = "table",
      description = "${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}).")
  private Format format;

  @Mixin private SizeOptions sizes = new SizeOptions();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<Workload> wanted = workloads.isEmpty() ? List.of(Workload.values()) : workloads;
    boolean postgres = wanted.stream().anyMatch(Workload::needsPostgres);
    if (bootstrapServers != null && !postgres) {
      measure(wanted, new Bench(bootstrapServers, BenchCommand::noDatabase));
      return 0;
    }
    Path data = Files.createTempDirectory("offstage-bench");
    talk(postgres ? "starting a broker and a database …" : "starting a broker …");
    DevInfraOptions options = DevInfraOptions.at(data);
    try (DevInfra infra = DevInfra.start(postgres ? options : options.withoutPostgres())) {
      String servers = bootstrapServers != null ? bootstrapServers : infra.bootstrapServers();
      measure(wanted, new Bench(servers, infra::freshDatabase));
    } finally {
      delete(data);
    }
    return 0;
  }

  private static String noDatabase() {
    throw new IllegalStateException("No database was started");
  }

  private void measure(List<Workload> wanted, Bench bench) throws InterruptedException {
    if (format == Format.table) {
      out().printf("%-16s %12s %12s %8s%n", "workload", "offstage", "ceiling", "ratio");
    }
    Session session = new Session(bench, sizes, runs, this::talk);
    for (Workload workload : wanted) {
      workload.measure(session).forEach(this::print);
    }
  }

  private void print(Measurement measurement) {
    try {
      out()
          .println(
              format == Format.table
                  ? measurement.asLine()
                  : new JsonMapper().writeValueAsString(measurement.asJson()));
      out().flush();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private void talk(String text) {
    spec.commandLine().getErr().println(text);
    spec.commandLine().getErr().flush();
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
