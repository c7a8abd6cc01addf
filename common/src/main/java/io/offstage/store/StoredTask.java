package io.offstage.store;

/**
 * One row as it is read. What else there is to know stands in the document.
 *
 * @param version of the event that the document tells of; 0 for a start without an event so far
 * @param position offset of that record: of the lifecycle topic, or, for version 0, of the command
 *     topic
 * @param document the snapshot's JSON, byte for byte as the log has it
 */
public record StoredTask(
    TaskKey key, long version, long position, String status, String document) {}
