package io.offstage.cli;

/**
 * Adds a command to {@code offstage} from another module: every implementation named in {@code
 * META-INF/services/io.offstage.cli.SubcommandProvider} is asked at each start, so it must be
 * quick. A command's failures are told, and its exit codes meant, as those of {@link
 * io.offstage.cli.console}.
 */
public interface SubcommandProvider {

  /**
   * The command: a {@link Runnable} or {@code Callable<Integer>} that bears picocli's {@code
   * Command}. It inherits {@code --help} and {@code --debug} and must not declare them.
   */
  Object command();
}
