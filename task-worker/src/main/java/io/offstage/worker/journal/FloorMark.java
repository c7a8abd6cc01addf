package io.offstage.worker.journal;

import java.util.OptionalLong;

/**
 * The floor as it travels in the metadata of a partition's committed offset. Well under 200
 * characters: a broker's limit is 4,096, and passing it kills the producer.
 */
final class FloorMark {

  private static final String PREFIX = "offstage/1 floor=";

  private FloorMark() {}

  static String of(long floor) {
    return PREFIX + floor;
  }

  /**
   * The floor, or nothing where somebody else wrote the metadata: then recovery reads the partition
   * whole.
   */
  static OptionalLong read(String metadata) {
    if (!metadata.startsWith(PREFIX)) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(Long.parseLong(metadata.substring(PREFIX.length())));
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }
}
