package io.offstage.agent.definition;

import io.offstage.task.RawJson;
import io.offstage.worker.tool.Background;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A tool as the file defines it, or what the file says about a tool that is defined elsewhere.
 *
 * @param kind what carries it out
 * @param description for the model; absent: the tool's own
 * @param inputSchema a JSON Schema of an object; absent: the tool's own
 * @param background absent: the tool's own
 * @param pool the pool whose workers run it in the background; absent: the tool's own
 * @param http where an HTTP tool is
 */
public record ToolDefinition(
    String name,
    Kind kind,
    @Nullable String description,
    @Nullable RawJson inputSchema,
    @Nullable Background background,
    @Nullable String pool,
    Optional<Endpoint> http) {

  /** What carries a tool out. */
  public enum Kind {
    /** Code on the class path of whoever serves it. */
    JAVA,
    /** A POST of the arguments. */
    HTTP
  }

  /**
   * Where an HTTP tool is.
   *
   * @param headers sent with every call, variables expanded; may hold secrets
   */
  public record Endpoint(String url, Map<String, String> headers) {
    public Endpoint {
      headers = Map.copyOf(headers);
    }

    @Override
    public String toString() {
      return "Endpoint[" + url + ", headers=" + headers.keySet() + "]";
    }
  }
}
