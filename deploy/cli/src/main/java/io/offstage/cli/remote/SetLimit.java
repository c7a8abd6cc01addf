package io.offstage.cli.remote;

import io.offstage.cli.console.FormatOption;
import io.offstage.cli.console.Terminal;
import io.offstage.client.OffstageClient;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sets a limit. */
@Command(name = "set", description = "Sets a limit; workers take it up within a second. Prints it")
final class SetLimit implements Runnable {

  @Mixin private GatewayOptions gateway;
  @Mixin private FormatOption format;

  @Parameters(
      paramLabel = "LIMIT",
      description = "key:KEY, tool:NAME or agent:ID (tasks of one key), or limit:NAME")
  private String limit;

  @Option(names = "--pool", paramLabel = "POOL", defaultValue = "tools", description = "Its pool")
  private String pool;

  @Option(
      names = "--max",
      paramLabel = "N",
      required = true,
      description = "How many tasks may run at once")
  private int max;

  @Option(
      names = "--max-queued",
      paramLabel = "N",
      description = "How many tasks of a key may wait; a start beyond fails with queue_full")
  private @Nullable Integer maxQueued;

  @Override
  public void run() {
    try (OffstageClient client = gateway.connect()) {
      new LimitPrinter(Terminal.system(), format.isJson())
          .print(List.of(client.setLimit(pool, limit, max, maxQueued)), List.of());
    }
  }
}
