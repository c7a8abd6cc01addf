package io.offstage.store;

import org.jspecify.annotations.Nullable;

/** What tasks are filtered by. Any text is accepted, of any length; see {@link IndexedText}. */
public record TaskFacets(
    String agentId,
    @Nullable String runId,
    @Nullable String threadId,
    @Nullable String resourceId,
    String toolName,
    @Nullable String toolCallId,
    @Nullable String concurrencyKey,
    @Nullable String parentId) {}
