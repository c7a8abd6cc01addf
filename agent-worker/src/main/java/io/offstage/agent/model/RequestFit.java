package io.offstage.agent.model;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.json.JsonRawSchema;
import io.offstage.agent.definition.ModelDefinition.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * A request as a provider can take it: settings that it does not have are left out, and a schema
 * that it cannot be given is asked for in words.
 */
final class RequestFit {

  private RequestFit() {}

  static ChatRequest to(Kind kind, ChatRequest request) {
    ResponseFormat format = request.responseFormat();
    boolean inWords = format != null && kind == Kind.ANTHROPIC;
    ChatRequest.Builder fit =
        ChatRequest.builder()
            .messages(inWords ? asked(request.messages(), format) : request.messages())
            .temperature(request.temperature())
            .topP(request.topP())
            .topK(kind == Kind.OPENAI ? null : request.topK())
            .frequencyPenalty(kind == Kind.OPENAI ? request.frequencyPenalty() : null)
            .presencePenalty(kind == Kind.OPENAI ? request.presencePenalty() : null)
            .maxOutputTokens(request.maxOutputTokens())
            .stopSequences(request.stopSequences())
            .toolSpecifications(request.toolSpecifications())
            .toolChoice(request.toolChoice());
    return inWords ? fit.build() : fit.responseFormat(format).build();
  }

  private static List<ChatMessage> asked(List<ChatMessage> messages, ResponseFormat format) {
    String words =
        "When you have nothing more to call, answer with nothing but a JSON value that satisfies"
            + " this JSON Schema:\n"
            + (format.jsonSchema().rootElement() instanceof JsonRawSchema raw ? raw.schema() : "");
    List<ChatMessage> out = new ArrayList<>(messages);
    if (out.getFirst() instanceof SystemMessage system) {
      out.set(0, SystemMessage.from(system.text() + "\n\n" + words));
    } else {
      out.addFirst(SystemMessage.from(words));
    }
    return out;
  }
}
