package io.offstage.settings;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds what somebody meant to write. */
public final class Spelling {
  private Spelling() {}

  /**
   * The candidate with the least edit distance, if it is near: dashes, underscores and case cost
   * nothing, else a third of the last segment may differ (2 at least, but 1 in up to three
   * letters). Failing that, a candidate that ends in the whole word: {@code drain.timeout} finds
   * {@code worker.drain.timeout}.
   */
  public static Optional<String> nearest(String word, Collection<String> candidates) {
    String plain = plain(word);
    int segment = word.length() - 1 - Math.max(word.lastIndexOf('.'), word.lastIndexOf('_'));
    int most = segment <= 3 ? 1 : Math.max(2, segment / 3);
    Optional<String> near =
        candidates.stream()
            .filter(candidate -> distance(plain, plain(candidate)) <= most)
            .min(
                Comparator.<String>comparingInt(candidate -> distance(plain, plain(candidate)))
                    .thenComparing(Comparator.naturalOrder()));
    return near.or(
        () ->
            candidates.stream()
                .filter(candidate -> plain(candidate).endsWith("." + plain))
                .min(Comparator.naturalOrder()));
  }

  private static String plain(String word) {
    return word.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
  }

  static String kebab(String upperSnake) {
    return upperSnake.toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Levenshtein. */
  static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int above = row[j];
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        row[j] = Math.min(Math.min(row[j - 1], above) + 1, diagonal + change);
        diagonal = above;
      }
    }
    return row[b.length()];
  }
}
