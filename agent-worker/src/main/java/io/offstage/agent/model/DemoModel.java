package io.offstage.agent.model;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.CompleteToolCall;
import dev.langchain4j.model.chat.response.PartialToolCall;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A model that needs no network: it calls the tools that the user's message is about, and says what
 * it does. The same conversation gets the same answer, but for the ids of its calls. It says in its
 * answers what it is.
 */
final class DemoModel implements StreamingChatModel {

  private static final int WORDS_PER_DELTA = 3;
  private static final Pattern WORDS =
      Pattern.compile("(?:\\S+\\s*){1," + WORDS_PER_DELTA + "}", Pattern.DOTALL);

  @Override
  public void doChat(ChatRequest request, StreamingChatResponseHandler handler) {
    DemoAnswer answer = DemoAnswer.to(request);
    String text =
        answer.calls().isEmpty()
            ? DemoObject.saying(answer.text(), request).orElse(answer.text())
            : answer.text();
    List<String> pieces = WORDS.matcher(text).results().map(m -> m.group()).toList();
    pieces.forEach(handler::onPartialResponse);
    List<ToolExecutionRequest> calls = new ArrayList<>();
    for (DemoAnswer.Call call : answer.calls()) {
      calls.add(announce(call, calls.size(), handler));
    }
    int out = words(text) + calls.size() * 10;
    int in = request.messages().stream().mapToInt(message -> words(message.toString())).sum();
    handler.onCompleteResponse(
        ChatResponse.builder()
            .aiMessage(message(text, calls))
            .modelName("demo")
            .tokenUsage(new TokenUsage(in, out, in + out))
            .finishReason(calls.isEmpty() ? FinishReason.STOP : FinishReason.TOOL_EXECUTION)
            .build());
  }

  private static ToolExecutionRequest announce(
      DemoAnswer.Call call, int index, StreamingChatResponseHandler handler) {
    ToolExecutionRequest request =
        ToolExecutionRequest.builder()
            .id("demo_" + UUID.randomUUID())
            .name(call.tool())
            .arguments(call.arguments())
            .build();
    handler.onPartialToolCall(
        PartialToolCall.builder()
            .index(index)
            .id(request.id())
            .name(request.name())
            .partialArguments(request.arguments())
            .build());
    handler.onCompleteToolCall(new CompleteToolCall(index, request));
    return request;
  }

  private static AiMessage message(String text, List<ToolExecutionRequest> calls) {
    AiMessage.Builder message = AiMessage.builder().toolExecutionRequests(calls);
    if (!text.isEmpty()) {
      message.text(text);
    }
    return message.build();
  }

  private static int words(@Nullable String text) {
    return text == null ? 0 : (int) WORDS.matcher(text).results().count() * WORDS_PER_DELTA;
  }
}
