package io.offstage.worker.schedule.simulation;

/** Something happened that must not. */
final class BrokenInvariant extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final String invariant;

  BrokenInvariant(Class<?> invariant, String message) {
    super(invariant.getSimpleName() + ": " + message);
    this.invariant = invariant.getSimpleName();
  }

  String invariant() {
    return invariant;
  }
}
