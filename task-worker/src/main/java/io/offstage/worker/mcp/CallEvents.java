package io.offstage.worker.mcp;

import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.ProgressNotification;
import io.offstage.worker.tool.ToolContext;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of one call: the SDK's threads put it in, the caller's takes it out. Progress that
 * nobody has taken yet is bounded: what comes on top of that is left out.
 */
final class CallEvents {

  private static final int MOST_PROGRESS = 256;

  private sealed interface Event {}

  private record Progress(Map<String, Object> chunk) implements Event {}

  private record Answered(CallToolResult result) implements Event {}

  private record Failed(Throwable cause) implements Event {}

  private final ToolContext context;
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();

  CallEvents(ToolContext context) {
    this.context = context;
  }

  void progressed(ProgressNotification progress) {
    if (events.size() >= MOST_PROGRESS) {
      return;
    }
    Map<String, Object> chunk = new LinkedHashMap<>();
    chunk.put("progress", progress.progress());
    if (progress.total() != null) {
      chunk.put("total", progress.total());
    }
    if (progress.message() != null) {
      chunk.put("message", progress.message());
    }
    events.add(new Progress(chunk));
  }

  void ended(@Nullable CallToolResult result, @Nullable Throwable cause) {
    if (result != null) {
      events.add(new Answered(result));
    } else {
      events.add(new Failed(cause == null ? new IllegalStateException("no answer came") : cause));
    }
  }

  /** The answer, after all progress. Without a deadline: the attempt's own interrupts. */
  CallToolResult passOn() throws InterruptedException, ExecutionException {
    while (true) {
      switch (events.take()) {
        case Progress(Map<String, Object> chunk) -> context.output(chunk);
        case Answered(CallToolResult result) -> {
          return result;
        }
        case Failed(Throwable cause) -> throw new ExecutionException(cause);
      }
    }
  }
}
