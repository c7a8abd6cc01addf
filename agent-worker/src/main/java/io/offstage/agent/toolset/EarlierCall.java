package io.offstage.agent.toolset;

import com.fasterxml.jackson.databind.JsonNode;
import io.offstage.task.RawJson;
import java.util.Optional;

/**
 * A call that stands in the thread before another.
 *
 * @param result where it has ended well
 */
public record EarlierCall(String tool, RawJson args, Optional<JsonNode> result) {}
