package io.offstage.worker.schedule;

/** How many tasks of a key may run at once, across the fleet. */
@FunctionalInterface
public interface KeyLimits {

  /** At least 1. */
  int limitOf(String concurrencyKey);
}
