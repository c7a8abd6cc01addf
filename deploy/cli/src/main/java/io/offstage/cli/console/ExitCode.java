package io.offstage.cli.console;

/** What commands exit with. */
public final class ExitCode {
  public static final int OK = 0;
  public static final int FAILED = 1;
  public static final int USAGE = 2;
  public static final int TIMED_OUT = 124;

  /** 128 + SIGINT. */
  public static final int INTERRUPTED = 130;

  /** 128 + SIGTERM. */
  public static final int TERMINATED = 143;

  private ExitCode() {}
}
