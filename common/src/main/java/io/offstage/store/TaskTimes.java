package io.offstage.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The dates of a snapshot; stored with milliseconds, like the snapshot itself. */
public record TaskTimes(
    Instant createdAt,
    @Nullable Instant startedAt,
    @Nullable Instant suspendedAt,
    @Nullable Instant completedAt) {}
