package io.offstage.store;

import java.util.List;
import java.util.function.LongSupplier;

/**
 * The rows of one page.
 *
 * @param total how many rows there are on all pages
 */
public record Paged<T>(List<T> rows, long total) {

  public Paged {
    rows = List.copyOf(rows);
  }

  /** Counts only where the page itself does not tell. */
  static <T> Paged<T> of(List<T> rows, Page page, LongSupplier count) {
    boolean last = rows.size() < page.size() && (!rows.isEmpty() || page.number() == 0);
    return new Paged<>(rows, last ? page.offset() + rows.size() : count.getAsLong());
  }
}
