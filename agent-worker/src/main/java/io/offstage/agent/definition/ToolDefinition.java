package io.offstage.agent.definition;

import io.offstage.task.RawJson;
import io.offstage.worker.tool.Background;
import io.offstage.worker.tool.HttpToolSpec;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A tool as the file defines it, or what the file says about a tool that is code elsewhere.
 *
 * @param description for the model; absent: the tool's own
 * @param inputSchema a JSON Schema of an object; absent: the tool's own
 * @param background absent: the tool's own
 * @param pool the pool whose workers run it in the background; absent: the tool's own
 * @param http the whole tool, where it is an HTTP endpoint; then nothing else is here
 */
public record ToolDefinition(
    String name,
    @Nullable String description,
    @Nullable RawJson inputSchema,
    @Nullable Background background,
    @Nullable String pool,
    Optional<HttpToolSpec> http) {}
