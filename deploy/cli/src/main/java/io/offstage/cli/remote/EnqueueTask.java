package io.offstage.cli.remote;

import io.offstage.cli.console.CommandFailed;
import io.offstage.cli.console.ExitCode;
import io.offstage.cli.console.FormatOption;
import io.offstage.cli.console.Terminal;
import io.offstage.client.BackgroundTask;
import io.offstage.client.EnqueueOptions;
import io.offstage.client.OffstageClient;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Starts a task. */
@Command(
    name = "enqueue",
    description = {
      "Starts a tool or, with --message, an agent, and prints the task.",
      "It has been accepted when this returns; tasks wait waits for its end."
    })
final class EnqueueTask implements Runnable {

  @Mixin private GatewayOptions gateway;
  @Mixin private FormatOption format;

  @Option(
      names = "--agent",
      paramLabel = "ID",
      defaultValue = "cli",
      description = "On whose behalf; with --message the agent that is asked")
  private String agent;

  @Option(names = "--tool", paramLabel = "NAME", description = "The tool to run")
  private @Nullable String tool;

  @Option(
      names = "--args",
      paramLabel = "JSON",
      defaultValue = "{}",
      description = "The tool's arguments, an object")
  private String args;

  @Option(names = "--message", paramLabel = "TEXT", description = "What to ask the agent")
  private @Nullable String message;

  @Option(names = "--id", paramLabel = "ID", description = "The task's id; twice the same is once")
  private @Nullable String id;

  @Option(names = "--pool", paramLabel = "NAME", description = "The pool that runs it")
  private @Nullable String pool;

  @Option(names = "--resource", paramLabel = "ID", description = "The user or tenant")
  private @Nullable String resource;

  @Option(names = "--thread", paramLabel = "ID", description = "The conversation")
  private @Nullable String thread;

  @Option(names = "--key", paramLabel = "KEY", description = "The concurrency key")
  private @Nullable String key;

  @Option(names = "--priority", paramLabel = "N", description = "-100 to 100, higher first")
  private @Nullable Integer priority;

  @Option(names = "--max-retries", paramLabel = "N", description = "After the tool's failures")
  private @Nullable Integer maxRetries;

  @Option(names = "--timeout", paramLabel = "SECONDS", description = "Of one attempt")
  private @Nullable Long timeout;

  @Option(names = "--run-at", paramLabel = "DATE", description = "Not before; ISO-8601")
  private @Nullable Instant runAt;

  @Override
  public void run() {
    if ((tool == null) == (message == null)) {
      throw new CommandFailed(ExitCode.USAGE, "give either --tool or --message", null);
    }
    try (OffstageClient client = gateway.connect()) {
      BackgroundTask task =
          message != null
              ? client.enqueueBackground(agent, message, options())
              : client.enqueueTool(
                  agent, String.valueOf(tool), JsonArgument.read("--args", args), options());
      new TaskPrinter(Terminal.system(), format.isJson()).one(task);
    }
  }

  private EnqueueOptions options() {
    EnqueueOptions options = EnqueueOptions.NONE;
    options = id == null ? options : options.taskId(id);
    options = pool == null ? options : options.pool(pool);
    options = resource == null ? options : options.resource(resource);
    options = thread == null ? options : options.inThread(thread);
    options = key == null ? options : options.concurrencyKey(key);
    options = priority == null ? options : options.priority(priority);
    options = maxRetries == null ? options : options.maxRetries(maxRetries);
    options = timeout == null ? options : options.timeout(Duration.ofSeconds(timeout));
    return runAt == null ? options : options.runAt(runAt);
  }
}
