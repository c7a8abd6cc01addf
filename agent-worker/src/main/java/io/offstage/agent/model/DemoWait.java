package io.offstage.agent.model;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import io.offstage.agent.background.BackgroundTexts;
import io.offstage.agent.background.ControlTool;
import io.offstage.agent.memory.JsonText;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** When the built-in model waits for what it has just sent to the background. */
final class DemoWait {

  private DemoWait() {}

  /** A call of {@code bg_wait}, if the user's message says "wait" and there is what to wait for. */
  static Optional<DemoAnswer.Call> call(
      List<ChatMessage> messages, @Nullable List<ToolSpecification> tools) {
    boolean offered =
        tools != null
            && tools.stream().anyMatch(t -> t.name().equals(ControlTool.BG_WAIT.toolName()));
    if (!offered || !DemoTools.words(question(messages)).contains("wait")) {
      return Optional.empty();
    }
    ObjectNode arguments = JsonText.object();
    ArrayNode ids = arguments.putArray("task_ids");
    for (ToolExecutionResultMessage result : DemoAnswer.lastResults(messages)) {
      BackgroundTexts.taskOf(result.text()).ifPresent(ids::add);
    }
    return ids.isEmpty()
        ? Optional.empty()
        : Optional.of(new DemoAnswer.Call(ControlTool.BG_WAIT.toolName(), arguments.toString()));
  }

  private static String question(List<ChatMessage> messages) {
    return messages.reversed().stream()
        .filter(UserMessage.class::isInstance)
        .map(message -> DemoAnswer.text((UserMessage) message))
        .filter(text -> !BackgroundTexts.isDirective(text))
        .findFirst()
        .orElse("");
  }
}
