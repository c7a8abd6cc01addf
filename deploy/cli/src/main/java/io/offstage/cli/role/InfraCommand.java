package io.offstage.cli.role;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.offstage.cli.console.FormatOption;
import io.offstage.cli.console.Running;
import io.offstage.cli.console.Terminal;
import io.offstage.dev.DevInfra;
import io.offstage.dev.DevInfraOptions;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The embedded broker and Postgres, for roles that run as processes of their own. */
@Command(
    name = "infra",
    description = "Runs the embedded Kafka broker and Postgres alone, until Ctrl-C")
public final class InfraCommand implements Callable<Integer> {

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = ".offstage/dev",
      description = "Where their data are (default: ${DEFAULT-VALUE})")
  private Path data;

  @Option(
      names = "--brokers",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "How many brokers (default: ${DEFAULT-VALUE}); with three or more each record has three"
              + " copies. Another number on the same data is another, empty cluster")
  private int brokers;

  @Option(
      names = "--kafka-port",
      paramLabel = "PORT",
      defaultValue = "0",
      description = "The first broker's, the others' follow; 0, the default, takes free ones")
  private int kafkaPort;

  @Option(
      names = "--postgres-port",
      paramLabel = "PORT",
      defaultValue = "0",
      description = "Postgres'; 0, the default, takes a free one")
  private int postgresPort;

  @Mixin private FormatOption format;

  @Override
  public Integer call() throws Exception {
    Terminal terminal = Terminal.system();
    try (DataDirectory directory = DataDirectory.take(data, false)) {
      return Running.untilStopped(terminal, () -> start(terminal, directory));
    }
  }

  private Running start(Terminal terminal, DataDirectory directory) {
    DevInfra infra =
        DevInfra.start(
            DevInfraOptions.at(directory.path())
                .withBrokers(brokers)
                .withKafkaPort(kafkaPort)
                .withPostgresPort(postgresPort));
    EmbeddedServers servers = EmbeddedServers.of(infra);
    switch (format.chosen()) {
      case TABLE -> {
        terminal.print("Kafka     " + servers.bootstrapServers());
        terminal.print("Postgres  " + servers.postgresUrl() + "?user=" + EmbeddedServers.USER);
        terminal.print("Data      " + directory.path());
        terminal.print("");
        terminal.print("For the roles in other shells:");
        servers
            .variables()
            .forEach((name, value) -> terminal.print("export " + name + "=" + value));
      }
      case JSON ->
          terminal.print(
              JsonNodeFactory.instance
                  .objectNode()
                  .put("kafka", servers.bootstrapServers())
                  .put("postgres", servers.postgresUrl())
                  .put("postgresUser", EmbeddedServers.USER)
                  .put("data", directory.path().toString())
                  .toString());
    }
    return new RunningRole("infra", infra::close, new CompletableFuture<>());
  }
}
