package io.offstage.cli.remote;

import io.offstage.cli.console.ExitCode;
import io.offstage.cli.console.FormatOption;
import io.offstage.cli.console.Terminal;
import io.offstage.client.BackgroundTask;
import io.offstage.client.OffstageClient;
import io.offstage.client.Waited;
import io.offstage.task.TaskStatus;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Waits for the end of tasks. */
@Command(
    name = "wait",
    description =
        "Waits until tasks have ended and prints them; exits with 1 unless all completed, 124 on"
            + " timeout")
final class WaitForTasks implements Callable<Integer> {

  @Mixin private GatewayOptions gateway;
  @Mixin private FormatOption format;

  @Parameters(arity = "1..*", paramLabel = "ID", description = "The tasks")
  private List<String> ids;

  @Option(names = "--any", description = "Until one of them has ended")
  private boolean any;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "300",
      description = "At most so long")
  private long timeout;

  @Override
  public Integer call() {
    try (OffstageClient client = gateway.connect()) {
      Waited waited =
          client.waitFor(ids, any ? Waited.Mode.ANY : Waited.Mode.ALL, Duration.ofSeconds(timeout));
      Terminal terminal = Terminal.system();
      new TaskPrinter(terminal, format.isJson()).many(waited.completed());
      if (waited.timedOut()) {
        terminal.say("Timed out; not ended: " + String.join(", ", waited.pending()));
        return ExitCode.TIMED_OUT;
      }
      return waited.completed().stream()
              .map(BackgroundTask::status)
              .allMatch(status -> status == TaskStatus.COMPLETED)
          ? ExitCode.OK
          : ExitCode.FAILED;
    }
  }
}
