package io.offstage.cli;

import picocli.CommandLine;

/**
 * Adds commands to {@code offstage} from another module: every implementation named in {@code
 * META-INF/services/io.offstage.cli.SubcommandProvider} is asked at each start, so it must be
 * quick. A command's failures are told, and its exit codes meant, as in {@link
 * io.offstage.cli.console}.
 */
public interface SubcommandProvider {

  /**
   * The command, with its subcommands.
   *
   * @param parent where it will stand, whose options such as {@code --help} it inherits
   */
  CommandLine subcommand(CommandLine parent);
}
