package io.offstage.agent.definition;

import io.offstage.task.RawJson;
import io.offstage.worker.tool.Background;
import io.offstage.worker.tool.ToolSpec;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A tool as the file defines it, or what the file says about a tool that is code elsewhere.
 *
 * @param description for the model; absent: the tool's own
 * @param inputSchema a JSON Schema of an object; absent: the tool's own
 * @param background absent: the tool's own
 * @param pool the pool whose workers run it in the background; absent: the tool's own
 * @param spec the whole tool, where it needs no code; then nothing else is here
 */
public record ToolDefinition(
    String name,
    @Nullable String description,
    @Nullable RawJson inputSchema,
    @Nullable Background background,
    @Nullable String pool,
    Optional<ToolSpec> spec) {

  ToolDefinition describedBy(UnaryOperator<ToolSpec> more) {
    return new ToolDefinition(name, description, inputSchema, background, pool, spec.map(more));
  }
}
