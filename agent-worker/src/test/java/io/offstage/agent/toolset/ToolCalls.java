package io.offstage.agent.toolset;

import io.offstage.agent.memory.JsonText;
import io.offstage.task.MemoryScope;
import io.offstage.task.Origin;
import io.offstage.task.Outcome;
import io.offstage.task.RawJson;
import io.offstage.worker.tool.Tool;
import io.offstage.worker.tool.ToolContext;
import io.offstage.worker.tool.ToolJson;
import io.offstage.worker.tool.Toolbox;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Calls of tools as a run makes them, one at a time. */
final class ToolCalls {

  private ToolCalls() {}

  /** The result, which is a text; the arguments satisfy the schema. */
  static String text(List<Tool> tools, String name, String args) throws Exception {
    Toolbox box = Toolbox.of(tools);
    RawJson json = new RawJson(args);
    box.refusal(name, json)
        .ifPresent(
            refusal -> {
              throw new AssertionError(refusal);
            });
    Outcome outcome = box.find(name).orElseThrow().call(json, new Call());
    return JsonText.tree(((Outcome.Succeeded) outcome).result()).textValue();
  }

  private record Call() implements ToolContext {

    @Override
    public String taskId() {
      return "call-1";
    }

    @Override
    public String toolCallId() {
      return "call-1";
    }

    @Override
    public Origin origin() {
      return new Origin("host", "run-1", MemoryScope.NONE);
    }

    @Override
    public int attempt() {
      return 1;
    }

    @Override
    public String idempotencyKey() {
      return "run-1/call-1";
    }

    @Override
    public Optional<Instant> deadline() {
      return Optional.empty();
    }

    @Override
    public void output(Object chunk) {}

    @Override
    public Outcome suspend(@Nullable Object payload) {
      return new Outcome.Suspended(ToolJson.write(payload));
    }

    @Override
    public Optional<RawJson> resumeData() {
      return Optional.empty();
    }

    @Override
    public boolean isCancelled() {
      return false;
    }
  }
}
