package io.offstage.store;

import java.time.Instant;

/**
 * A step of a run, written once.
 *
 * @param step from 0
 * @param document JSON: what the step said, called and started
 */
public record StepRow(RunKey run, int step, Instant createdAt, String document) {}
