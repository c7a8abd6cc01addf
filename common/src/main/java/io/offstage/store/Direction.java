package io.offstage.store;

/** Of an order; spelt as in SQL. */
public enum Direction {
  ASC,
  DESC
}
