package io.offstage.worker.schedule;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far a task has come with the permits that its next attempt needs; while the attempt runs, the
 * permits it holds. Asks for one after the other.
 */
final class Seek {

  private final List<String> limits;
  private final List<String> permits;
  private int granted;

  /**
   * Nothing is asked for yet.
   *
   * @param limits names, in the order in which they are asked for; at least one
   */
  Seek(List<String> limits) {
    this.limits = limits;
    this.permits = new ArrayList<>(limits.size());
  }

  /** The limit that is to be asked, or has been and has not answered. */
  String next() {
    return limits.get(granted);
  }

  void asked(String permit) {
    permits.add(permit);
  }

  /** The permit that has been asked for and not been granted, or null. */
  @Nullable String outstanding() {
    return permits.size() > granted ? permits.getLast() : null;
  }

  void grant() {
    granted++;
  }

  boolean holds(String permit) {
    return permits.subList(0, granted).contains(permit);
  }

  /** Whether all permits are granted. */
  boolean isComplete() {
    return granted == limits.size();
  }

  /** All permits that have been asked for, in the order of {@link #limits}. */
  List<String> permits() {
    return permits;
  }

  List<String> limits() {
    return limits;
  }
}
