package io.offstage.agent.run;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.ToolChoice;
import dev.langchain4j.model.chat.request.json.JsonRawSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import io.offstage.agent.background.BackgroundTexts;
import io.offstage.agent.background.FinishedCall;
import io.offstage.agent.background.OfferedTool;
import io.offstage.agent.definition.AnswerSchema;
import io.offstage.agent.memory.History;
import io.offstage.agent.memory.Said;
import io.offstage.agent.model.ToolSchemas;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a model is sent.
 *
 * @param agent who speaks
 */
record Prompt(Equipped agent, RunRequest request, RunState state) {

  /**
   * @param finished what it shall react to; nobody remembers that it was told
   */
  ChatRequest of(List<Said> history, List<FinishedCall> finished) {
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
    state.complaint().ifPresent(complaint -> messages.add(UserMessage.from(complaint)));
    return settled(ChatRequest.builder().messages(messages)).build();
  }

  private ChatRequest.Builder settled(ChatRequest.Builder builder) {
    RunRequest.Settings settings = request.settings();
    builder
        .temperature(settings.temperature())
        .topP(settings.topP())
        .topK(settings.topK())
        .frequencyPenalty(settings.frequencyPenalty())
        .presencePenalty(settings.presencePenalty())
        .maxOutputTokens(settings.maxOutputTokens());
    if (!settings.stopSequences().isEmpty()) {
      builder.stopSequences(settings.stopSequences());
    }
    tools(builder);
    state.answerForm().map(AnswerForm::schema).ifPresent(schema -> answer(builder, schema));
    return builder;
  }

  private void tools(ChatRequest.Builder builder) {
    // A choice that held for every call would never let the model come to an end.
    RunRequest.Choice choice =
        state.isFirstStep() ? request.settings().toolChoice() : RunRequest.Choice.AUTO;
    List<ToolSpecification> tools =
        specifications().stream()
            .filter(tool -> choice.tool() == null || tool.name().equals(choice.tool()))
            .toList();
    if (!tools.isEmpty()) {
      builder.toolSpecifications(tools);
      switch (choice.mode()) {
        case "required" -> builder.toolChoice(ToolChoice.REQUIRED);
        case "none" -> builder.toolChoice(ToolChoice.NONE);
        default -> {}
      }
    }
  }

  private List<ToolSpecification> specifications() {
    Set<String> brought =
        request.clientTools().stream().map(OfferedTool::name).collect(Collectors.toSet());
    List<ToolSpecification> tools =
        new ArrayList<>(
            agent.specifications().stream().filter(t -> !brought.contains(t.name())).toList());
    for (OfferedTool tool : request.clientTools()) {
      tools.add(ToolSchemas.specification(tool.name(), tool.description(), tool.inputSchema()));
    }
    return tools;
  }

  private static void answer(ChatRequest.Builder builder, AnswerSchema schema) {
    builder.responseFormat(
        ResponseFormat.builder()
            .type(ResponseFormatType.JSON)
            .jsonSchema(
                JsonSchema.builder()
                    .name(schema.name())
                    .rootElement(JsonRawSchema.from(schema.schema().text()))
                    .build())
            .build());
  }
}
