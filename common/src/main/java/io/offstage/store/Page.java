package io.offstage.store;

/**
 * A part of a list.
 *
 * @param number from 0
 * @param size rows at most, at least 1
 */
public record Page(int number, int size) {

  public Page {
    if (number < 0 || size < 1) {
      throw new IllegalArgumentException("Not a page: number " + number + ", size " + size);
    }
  }

  long offset() {
    return (long) number * size;
  }
}
