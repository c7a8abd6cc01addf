package io.offstage.agent.run;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ToolChoice;
import io.offstage.agent.background.BackgroundTexts;
import io.offstage.agent.background.FinishedCall;
import io.offstage.agent.memory.History;
import io.offstage.agent.memory.Said;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a model is sent. */
final class Prompt {

  private Prompt() {}

  /**
   * @param finished what it shall react to; nobody remembers that it was told
   */
  static ChatRequest of(
      Equipped agent, RunRequest request, List<Said> history, List<FinishedCall> finished) {
    List<ChatMessage> messages = new ArrayList<>();
    // What a run brings is meant for whom it asks, and not for whoever that hands over to.
    String own = agent.agent().name().equals(request.agent()) ? request.instructions() : null;
    String system = agent.systemPrompt(own == null ? agent.agent().instruction() : own);
    if (!system.isEmpty()) {
      messages.add(SystemMessage.from(system));
    }
    messages.addAll(History.forModel(history));
    if (!finished.isEmpty()) {
      messages.add(UserMessage.from(BackgroundTexts.directive(finished)));
    }
    RunRequest.Settings settings = request.settings();
    ChatRequest.Builder builder =
        ChatRequest.builder()
            .messages(messages)
            .temperature(settings.temperature())
            .topP(settings.topP())
            .maxOutputTokens(settings.maxOutputTokens());
    if (!agent.specifications().isEmpty()) {
      builder
          .toolSpecifications(agent.specifications())
          .toolChoice(toolChoice(settings.toolChoice()));
    }
    return builder.build();
  }

  private static @Nullable ToolChoice toolChoice(@Nullable String choice) {
    return switch (choice) {
      case "required" -> ToolChoice.REQUIRED;
      case "none" -> ToolChoice.NONE;
      case null, default -> null;
    };
  }
}
