package io.offstage.cli.console;

import org.jspecify.annotations.Nullable;

/** Ends a command with one sentence for the person at the terminal. */
public final class CommandFailed extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int exitCode;

  /** With {@link ExitCode#FAILED}. */
  public CommandFailed(String message) {
    this(ExitCode.FAILED, message, null);
  }

  public CommandFailed(int exitCode, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  public int exitCode() {
    return exitCode;
  }
}
