package io.offstage.store;

/** A task's identity: an id alone is not enough, for ids from outside may collide between keys. */
public record TaskKey(String pool, int partition, String id) {}
