package io.offstage.cli.demo;

import io.offstage.cli.console.CommandFailed;
import io.offstage.cli.console.ExitCode;
import io.offstage.cli.console.StopSignals;
import io.offstage.cli.console.Terminal;
import io.offstage.cli.role.DataDirectory;
import io.offstage.cli.role.EmbeddedServers;
import io.offstage.cli.role.Served;
import io.offstage.cli.role.WholePlatform;
import io.offstage.cli.sample.Sample;
import io.offstage.cli.settings.Logging;
import io.offstage.client.ChunkStream;
import io.offstage.client.OffstageClient;
import io.offstage.dev.DevInfra;
import io.offstage.dev.DevInfraOptions;
import io.offstage.settings.Settings;
import io.offstage.task.MemoryScope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows what it is all about, in half a minute. */
@Command(
    name = "demo",
    description = {
      "Starts everything on free ports, lets an agent send two tools and another agent to the",
      "background, tells the stream until all is quiet, and cleans up. Needs no key, no network."
    })
public final class DemoCommand implements Callable<Integer> {

  private static final MemoryScope SCOPE = MemoryScope.of("demo-user", "demo-thread");

  @Option(names = "--keep", description = "Leaves data and logs where they are, and says where")
  private boolean keep;

  @Option(
      names = "--json",
      description = "Prints the chunks of the stream as they come, one a line")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    Terminal terminal = Terminal.system();
    StopSignals signals = StopSignals.listen();
    Path directory = Files.createTempDirectory("offstage-demo-");
    Path log = directory.resolve("demo.log");
    Logging.toFile(log, Settings.of().telemetry());
    boolean done = false;
    try {
      run(terminal, directory);
      done = true;
      return ExitCode.OK;
    } catch (Exception failure) {
      if (signals.received().isPresent()) {
        done = true;
        return signals.received().getAsInt();
      }
      throw new CommandFailed(
          ExitCode.FAILED,
          "the demo failed: %s%nIts log: %s; the servers' logs are beside it."
              .formatted(failure.getMessage(), log),
          failure);
    } finally {
      Thread.interrupted();
      if (done && !keep) {
        remove(directory, terminal);
      } else if (keep) {
        terminal.say("Data and logs: " + directory);
      }
    }
  }

  private void run(Terminal terminal, Path directory) throws Exception {
    long began = System.nanoTime();
    terminal.say("Starting a Kafka broker and a Postgres on free ports…");
    try (DevInfra infra = DevInfra.startBriefly(DevInfraOptions.at(directory))) {
      EmbeddedServers servers = EmbeddedServers.of(infra);
      List<String> given = new ArrayList<>(servers.settings());
      given.addAll(List.of("gateway.port=0", "worker.drain.timeout=2s"));
      terminal.say("Starting workers, materializer and gateway…");
      Settings settings = Settings.of(given.toArray(String[]::new));
      try (WholePlatform platform = WholePlatform.start(settings, Served.sample())) {
        terminal.say(
            "Ready after %.1f s: %s, Kafka at %s."
                .formatted(
                    Duration.ofNanos(System.nanoTime() - began).toMillis() / 1_000.0,
                    platform.url(),
                    servers.bootstrapServers()));
        converse(terminal, platform.url());
      }
    }
  }

  private void converse(Terminal terminal, String url) {
    Tally tally = new Tally();
    try (OffstageClient client = OffstageClient.at(url);
        ChunkStream chunks = client.streamUntilIdle(Sample.AGENT, Sample.QUESTION, SCOPE)) {
      if (json) {
        for (var chunk : chunks) {
          tally.count(chunk);
          terminal.print(chunk.json().text());
        }
      } else {
        Story story = new Story(terminal, Sample.AGENT);
        story.begin(Sample.QUESTION);
        for (var chunk : chunks) {
          tally.count(chunk);
          story.tell(chunk);
        }
      }
    }
    tally.check();
    if (!json) {
      new Farewell(terminal).print(tally);
    }
  }

  private static void remove(Path directory, Terminal terminal) {
    try {
      DataDirectory.delete(directory);
    } catch (IOException e) {
      terminal.say("could not remove " + directory + ": " + e.getMessage());
    }
  }
}
