package io.offstage.worker.attempt;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offstage.settings.InputLimits;
import io.offstage.task.RawJson;
import io.offstage.worker.tool.ToolJson;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How much output is kept. A chunk of text or tool output that is too large is cut and says so; a
 * task that says too much is truncated once: {@code {"type": "output-truncated", "payload":
 * {"limit": bytes}}}. In a pool of agent runs, chunks that carry a run's structure (start, finish,
 * tool-result …) always pass; in other pools every chunk is tool output.
 *
 * @param limits of the settings
 * @param ofRuns whether chunks are those of agent runs
 */
record ChunkLimits(InputLimits limits, boolean ofRuns) {

  private static final JsonMapper MAPPER = new JsonMapper();
  private static final Set<String> BULK =
      Set.of("text-delta", "reasoning-delta", "tool-call-delta", "tool-output");

  /**
   * A chunk as it may be sent.
   *
   * @param bulk whether it counts towards the task's limit
   */
  record Fitted(RawJson chunk, int bytes, boolean bulk) {
    static Fitted of(RawJson chunk, boolean bulk) {
      return new Fitted(chunk, chunk.sizeInBytes(), bulk);
    }
  }

  /** What one attempt has used up. Not thread-safe. */
  static final class Budget {
    private final ChunkLimits limits;
    private long used;
    private boolean truncated;

    private Budget(ChunkLimits limits) {
      this.limits = limits;
    }

    ChunkLimits limits() {
      return limits;
    }

    /** The chunk, the one that says that no more follow in its place, or null. */
    @Nullable Fitted take(Fitted chunk) {
      if (!chunk.bulk()) {
        return chunk;
      }
      used += chunk.bytes();
      if (used <= limits.limits().outputBytes()) {
        return chunk;
      }
      if (truncated) {
        return null;
      }
      truncated = true;
      return Fitted.of(limits.truncation(), false);
    }
  }

  Budget begin() {
    return new Budget(this);
  }

  /**
   * The chunk, cut if it is too large.
   *
   * @throws IllegalArgumentException if it is not JSON that can be kept
   */
  Fitted fit(RawJson chunk) {
    String flaw = ToolJson.flaw(chunk);
    if (flaw != null) {
      throw new IllegalArgumentException("a chunk of output is " + flaw);
    }
    boolean bulk = !ofRuns || isBulk(chunk);
    int most = bulk ? limits.chunkBytes() : limits.runArgsBytes() + limits.resultBytes();
    int size = chunk.sizeInBytes();
    return size <= most
        ? new Fitted(chunk, size, bulk)
        : Fitted.of(cut(parse(chunk), size, most), bulk);
  }

  private static boolean isBulk(RawJson chunk) {
    return !chunk.text().startsWith("{") || BULK.contains(parse(chunk).path("type").asText());
  }

  private static RawJson cut(JsonNode chunk, int size, int most) {
    if (chunk.isTextual()) {
      return shrunk(chunk.textValue(), most, JsonNodeFactory.instance::textNode);
    }
    if (chunk.path("payload") instanceof ObjectNode payload && payload.path("text").isTextual()) {
      return shrunk(
          payload.path("text").textValue(),
          most,
          text -> {
            payload.put("text", text);
            return chunk;
          });
    }
    return shrunk(
        chunk.toString(),
        most,
        head -> {
          ObjectNode said = JsonNodeFactory.instance.objectNode().put("type", "output-cut");
          said.putObject("payload").put("bytes", size).put("limit", most).put("head", head);
          return said;
        });
  }

  /** The longest beginning of the text, roughly, with which the whole is small enough. */
  private static RawJson shrunk(String text, int most, Function<String, JsonNode> whole) {
    int kept = most;
    while (true) {
      RawJson written = new RawJson(whole.apply(Text.cut(text, kept)).toString());
      int size = written.sizeInBytes();
      if (size <= most || kept == 0) {
        return written;
      }
      kept = Math.max(0, Math.min((int) ((long) kept * most / size), kept) - 64);
    }
  }

  private RawJson truncation() {
    ObjectNode said = JsonNodeFactory.instance.objectNode().put("type", "output-truncated");
    said.putObject("payload").put("limit", limits.outputBytes());
    return new RawJson(said.toString());
  }

  private static JsonNode parse(RawJson chunk) {
    try {
      return MAPPER.readTree(chunk.text());
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("a chunk of output is not JSON", e);
    }
  }
}
