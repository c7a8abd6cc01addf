package io.offstage.cli.role;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.offstage.cli.console.CommandFailed;
import io.offstage.cli.console.ExitCode;
import io.offstage.cli.console.FormatOption;
import io.offstage.cli.console.Running;
import io.offstage.cli.console.Terminal;
import io.offstage.cli.settings.Logging;
import io.offstage.cli.settings.SettingsOptions;
import io.offstage.cli.settings.Tracing;
import io.offstage.dev.DevInfra;
import io.offstage.dev.DevInfraOptions;
import io.offstage.settings.Settings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The whole platform in one place. */
@Command(
    name = "dev",
    description = {
      "Runs the whole platform in one place, with an embedded Kafka and Postgres, until Ctrl-C.",
      "A second start on the same data carries on where the first stopped, however it stopped.",
      "Without --config it serves the agents and tools of the demo."
    })
public final class DevCommand implements Callable<Integer> {

  /** Somebody waits for the prompt; what runs longer goes on at the next start. */
  private static final String DRAIN = "worker.drain.timeout=5s";

  @Mixin private SettingsOptions options;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = ".offstage/dev",
      description = "Where the data are (default: ${DEFAULT-VALUE})")
  private Path data;

  @Option(names = "--fresh", description = "Empties the data first")
  private boolean fresh;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "4111",
      description = "The gateway's (default: ${DEFAULT-VALUE}); 0 takes a free one")
  private int port;

  @Mixin private FormatOption format;

  @Override
  public Integer call() throws Exception {
    // Wrong settings and a taken port are told before anything starts.
    Settings early = options.load(List.of("gateway.port=" + port));
    Logging.ofRole(early.telemetry());
    checkFree(early);
    Served served =
        options.file().isPresent() ? Served.of(early, options.strict()) : Served.sample();
    Terminal terminal = Terminal.system();
    try (Tracing _ = Tracing.start("offstage-dev", System.getenv());
        DataDirectory directory = DataDirectory.take(data, fresh)) {
      return Running.untilStopped(terminal, () -> start(terminal, directory, served));
    }
  }

  private static void checkFree(Settings settings) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(settings.gateway().host(), settings.gateway().port()));
    } catch (IOException e) {
      throw new CommandFailed(
          ExitCode.FAILED,
          "port %d of %s is taken; stop what listens there, or choose another with --port"
              .formatted(settings.gateway().port(), settings.gateway().host()),
          e);
    }
  }

  private Running start(Terminal terminal, DataDirectory directory, Served served)
      throws Exception {
    terminal.say("Starting Kafka and Postgres…");
    DevInfra infra = DevInfra.start(DevInfraOptions.at(directory.path()));
    try {
      EmbeddedServers servers = EmbeddedServers.of(infra);
      List<String> given = new ArrayList<>(servers.settings());
      given.add("gateway.port=" + port);
      given.add(DRAIN);
      terminal.say("Starting the roles…");
      WholePlatform platform = WholePlatform.start(options.load(given), served);
      announce(terminal, directory, servers, platform);
      return new RunningRole(
          "dev",
          () -> {
            platform.close();
            infra.close();
          },
          platform.ended());
    } catch (Throwable e) {
      infra.close();
      throw e;
    }
  }

  private void announce(
      Terminal terminal, DataDirectory directory, EmbeddedServers servers, WholePlatform platform) {
    switch (format.chosen()) {
      case TABLE ->
          new DevBanner(terminal, platform.url(), servers, directory.path())
              .print(options.file().isEmpty());
      case JSON ->
          terminal.print(
              JsonNodeFactory.instance
                  .objectNode()
                  .put("url", platform.url())
                  .put("kafka", servers.bootstrapServers())
                  .put("postgres", servers.postgresUrl())
                  .put("postgresUser", EmbeddedServers.USER)
                  .put("data", directory.path().toString())
                  .toString());
    }
  }
}
