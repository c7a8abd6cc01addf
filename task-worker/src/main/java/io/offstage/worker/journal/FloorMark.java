package io.offstage.worker.journal;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What travels in the metadata of a partition's committed offset. Well under 200 characters: a
 * broker's limit is 4,096, and passing it kills the producer.
 *
 * @param floor the lowest offset that holds the latest snapshot of a live task; {@link #NONE} where
 *     none lives: a number would be passed by retention, and look like a loss
 * @param readable no more than {@code recovery.max-bytes} stand from here to the end
 */
record FloorMark(long floor, long readable) {

  static final long NONE = Long.MAX_VALUE;

  private static final Pattern METADATA =
      Pattern.compile("offstage/1 floor=(\\d{1,18}|none)(?: readable=(\\d{1,18}))?");

  String metadata() {
    return "offstage/1 floor=" + (floor == NONE ? "none" : floor) + " readable=" + readable;
  }

  /** Nothing where somebody else wrote the metadata: then recovery reads the partition whole. */
  static Optional<FloorMark> read(String metadata) {
    Matcher found = METADATA.matcher(metadata);
    if (!found.matches()) {
      return Optional.empty();
    }
    long floor = found.group(1).equals("none") ? NONE : Long.parseLong(found.group(1));
    return Optional.of(
        new FloorMark(floor, found.group(2) == null ? 0 : Long.parseLong(found.group(2))));
  }
}
