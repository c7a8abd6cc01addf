package io.offstage.agent.model;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.json.JsonRawSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import io.offstage.agent.definition.ModelDefinition.Kind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request as a provider can take it: settings that it does not have are left out, and a schema
 * that it cannot be given is asked for in words. Anthropic is given one ({@code
 * output_config.format}) whose root is an object and says no more than LangChain4j hands on; older
 * models of its refuse any.
 */
final class RequestFit {

  private RequestFit() {}

  /**
   * @param wordsOnly whether this model has refused the schema
   */
  static ChatRequest to(Kind kind, ChatRequest request, boolean wordsOnly) {
    ResponseFormat asIs = request.responseFormat();
    ResponseFormat format = asIs != null && kind == Kind.ANTHROPIC ? ofObject(asIs) : asIs;
    boolean inWords = asIs != null && (format == null || wordsOnly);
    ChatRequest.Builder fit =
        ChatRequest.builder()
            .messages(inWords ? asked(request.messages(), asIs) : request.messages())
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

  /** The same schema as an object's; null if it is not one that can be said so. */
  private static @Nullable ResponseFormat ofObject(ResponseFormat format) {
    if (!(format.jsonSchema().rootElement() instanceof JsonRawSchema raw)) {
      return format;
    }
    return ToolSchemas.object(raw.schema())
        .map(
            root ->
                ResponseFormat.builder()
                    .type(ResponseFormatType.JSON)
                    .jsonSchema(
                        JsonSchema.builder()
                            .name(format.jsonSchema().name())
                            .rootElement(root)
                            .build())
                    .build())
        .orElse(null);
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
