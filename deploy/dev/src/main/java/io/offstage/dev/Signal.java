package io.offstage.dev;

import java.io.IOException;

/** POSIX signals to processes of this machine. */
final class Signal {
  private Signal() {}

  /**
   * Returns when it has been sent.
   *
   * @param name without {@code SIG}
   * @return false when there is no such process any more
   */
  static boolean send(String name, ProcessHandle process) {
    try {
      return new ProcessBuilder("kill", "-" + name, "" + process.pid()).start().waitFor() == 0;
    } catch (IOException failed) {
      throw new InfraException("no kill on this machine", failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return true;
    }
  }
}
