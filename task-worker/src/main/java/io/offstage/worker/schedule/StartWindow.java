package io.offstage.worker.schedule;

/**
 * Which new tasks of a partition may run before the log knows of them. A task may kill its worker,
 * and must be counted the next time at the latest. So nothing runs early that lies further than a
 * width behind the last durable record, and whoever takes the partition over lets no record within
 * this width run early that it has found there: among those is whatever killed its predecessor.
 */
final class StartWindow {

  private final int width;
  private final long opens;
  private long durable;

  StartWindow(Unread unread, int width) {
    this.width = width;
    this.durable = unread.from();
    this.opens = Math.min(unread.end(), unread.from() + width);
  }

  /** All input records below this offset are consumed, and what became of them is in the log. */
  void durableBelow(long offset) {
    durable = Math.max(durable, offset);
  }

  /** Whether a start at this input offset may run before the log knows of it. */
  boolean isOpenTo(long offset) {
    return offset >= opens && offset < durable + width;
  }
}
