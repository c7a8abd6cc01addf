package io.offstage.agent.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offstage.agent.memory.JsonText;
import io.offstage.task.RawJson;

/**
 * What a run comes to: {@code {text, object?, finishReason, usage, treeUsage, error?}}. {@code
 * usage} is the run's own, {@code treeUsage} adds the runs below it that it has heard of.
 */
final class RunResult {

  private RunResult() {}

  static RawJson of(RunState state) {
    ObjectNode result =
        JsonText.object().put("text", state.text()).put("finishReason", state.finishReason());
    state.object().ifPresent(object -> result.set("object", JsonText.tree(object)));
    result.set("usage", Chunks.usage(state.usage()));
    result.set("treeUsage", Chunks.usage(state.usage().plus(state.usageBelow())));
    state
        .failure()
        .ifPresent(
            e -> result.putObject("error").put("message", e.message()).put("name", e.name()));
    return JsonText.raw(result);
  }
}
