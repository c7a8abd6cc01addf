package io.offstage.dev;

/** A program that a {@link JvmCommand} has started, to be paused and killed from outside. */
public final class ChildJvm implements AutoCloseable {
  private final Process process;

  ChildJvm(Process process) {
    this.process = process;
  }

  /** For its streams and its end. */
  public Process process() {
    return process;
  }

  /** {@code kill -9}; returns when it is gone. */
  public void kill() {
    process.destroyForcibly().onExit().join();
  }

  /**
   * Sends a signal such as {@code TERM}, {@code INT}, {@code STOP} or {@code CONT}.
   *
   * @return false when it is gone
   */
  public boolean signal(String name) {
    return Signal.send(name, process.toHandle());
  }

  /** As {@link #kill()}. */
  @Override
  public void close() {
    kill();
  }
}
