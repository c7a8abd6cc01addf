package io.offstage.store;

import io.offstage.task.Position;

/**
 * One snapshot as it is written.
 *
 * @param version of the lifecycle event, from 1; 0 for a row made of a started record
 * @param position offset of the record this was read from: of the lifecycle topic, or, for version
 *     0, of the command topic
 * @param start where the task's started record stands; tells two starts of one id apart
 * @param status as in the document: {@code pending}, {@code running}, …
 * @param document the snapshot's JSON, byte for byte
 */
public record TaskRow(
    TaskKey key,
    long version,
    long position,
    Position start,
    String status,
    TaskFacets facets,
    TaskTimes times,
    String document) {

  /** Whether this row replaces the other, of the same key. {@link TaskUpsert} says it in SQL. */
  boolean replaces(TaskRow held) {
    return start.equals(held.start) ? version > held.version : position > held.position;
  }
}
