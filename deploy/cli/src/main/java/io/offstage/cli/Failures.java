package io.offstage.cli;

import io.offstage.agent.definition.DefinitionException;
import io.offstage.cli.console.CommandFailed;
import io.offstage.cli.console.ExitCode;
import io.offstage.cli.console.Terminal;
import io.offstage.client.OffstageException;
import io.offstage.dev.InfraException;
import io.offstage.settings.SettingsException;
import io.offstage.store.StoreUnavailable;
import io.offstage.topic.TopicsUnavailable;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Turns failures into sentences and exit codes.
 *
 * @param debug whether to show stack traces; asked when something has failed
 */
record Failures(Terminal terminal, BooleanSupplier debug) {

  int wrongUsage(ParameterException e, String[] args) {
    terminal.say("offstage: " + e.getMessage());
    UnmatchedArgumentException.printSuggestions(e, e.getCommandLine().getErr());
    terminal.say("Try: " + e.getCommandLine().getCommandSpec().qualifiedName() + " --help");
    return ExitCode.USAGE;
  }

  int failed(Exception failure, CommandLine command, ParseResult parsed) {
    terminal.say("offstage: " + sentence(failure));
    if (debug.getAsBoolean()) {
      failure.printStackTrace(terminal.err());
    }
    return switch (failure) {
      case CommandFailed e -> e.exitCode();
      case SettingsException _, DefinitionException _ -> ExitCode.USAGE;
      default -> ExitCode.FAILED;
    };
  }

  private static String sentence(Exception failure) {
    String message = failure.getMessage();
    String told = message == null ? failure.getClass().getSimpleName() : message;
    return switch (failure) {
      // Written for people.
      case CommandFailed _,
          SettingsException _,
          DefinitionException _,
          OffstageException _,
          InfraException _,
          TopicsUnavailable _,
          StoreUnavailable _,
          IllegalArgumentException _,
          IllegalStateException _ ->
          told;
      case KafkaException e -> "Kafka: " + innermost(e);
      default -> "%s: %s (--debug shows where)".formatted(failure.getClass().getSimpleName(), told);
    };
  }

  /** Kafka wraps what people want to know. */
  private static String innermost(Throwable failure) {
    Throwable inner = failure;
    while (inner.getCause() != null && inner.getCause().getMessage() != null) {
      inner = inner.getCause();
    }
    return String.valueOf(inner.getMessage());
  }
}
