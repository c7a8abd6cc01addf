package io.offstage.agent.run;

/**
 * Counts the points at which a worker may die, and lets it die at one of them, once. Used by one
 * thread at a time.
 */
class Boundary {

  private final int fatal;
  private int passed;
  private boolean died;

  /**
   * @param fatal the number of the point, from 1; 0 for none
   */
  Boundary(int fatal) {
    this.fatal = fatal;
  }

  void pass() {
    if (!died && ++passed == fatal) {
      died = true;
      throw new Crash();
    }
  }

  /** Before a chunk of output, which is no promise. */
  void passChunk() {
    pass();
  }

  /** How many points there were so far. */
  int passed() {
    return passed;
  }

  boolean died() {
    return died;
  }
}
