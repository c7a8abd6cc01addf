package io.offstage.agent.model;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ToolChoice;
import io.offstage.agent.background.BackgroundTexts;
import io.offstage.agent.memory.JsonText;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What the built-in model says to a conversation.
 *
 * <p>To a user: it calls every tool whose name, or a telling word of whose description, stands in
 * the message, with the message as the arguments, or with the JSON object that stands in it. To
 * results: it reports them, and which are still to come; if the user has asked it to wait, it calls
 * {@code bg_wait} first. To completions: it comments on each, and concludes when nothing is running
 * any more.
 */
record DemoAnswer(String text, List<Call> calls) {

  private static final String I_AM = "I am Offstage's built-in demo model.";
  private static final int LONGEST_QUOTE = 160;

  /**
   * @param arguments a JSON object
   */
  record Call(String tool, String arguments) {}

  static DemoAnswer to(ChatRequest request) {
    List<ChatMessage> messages = request.messages();
    return switch (messages.getLast()) {
      case ToolExecutionResultMessage _ ->
          DemoWait.call(messages, request.toolSpecifications())
              .map(call -> new DemoAnswer("", List.of(call)))
              .orElseGet(() -> says(report(messages)));
      case UserMessage user when BackgroundTexts.isDirective(text(user)) ->
          says(comment(messages.subList(0, messages.size() - 1), text(user)));
      case UserMessage user -> toUser(text(user), request);
      default -> says(I_AM + " There is nothing for me to answer.");
    };
  }

  private static DemoAnswer says(String text) {
    return new DemoAnswer(text, List.of());
  }

  private static DemoAnswer toUser(String question, ChatRequest request) {
    List<ToolSpecification> tools = request.toolSpecifications();
    if (tools == null || tools.isEmpty() || request.toolChoice() == ToolChoice.NONE) {
      return says(I_AM + " You said: " + quote(question));
    }
    List<Call> calls = DemoTools.calls(tools, question);
    if (calls.isEmpty()) {
      return says(
          "%s You said: %s I can call %s; name one of them, and I will."
              .formatted(
                  I_AM,
                  quote(question),
                  tools.stream().map(ToolSpecification::name).collect(Collectors.joining(", "))));
    }
    return new DemoAnswer("", calls);
  }

  /** On the results of the last step. */
  private static String report(List<ChatMessage> messages) {
    List<String> started = new ArrayList<>();
    List<String> done = new ArrayList<>();
    for (ToolExecutionResultMessage result : lastResults(messages)) {
      if (BackgroundTexts.isAck(result.text())) {
        started.add(result.toolName());
      } else {
        done.add(outcome(result));
      }
    }
    StringBuilder text = new StringBuilder(I_AM);
    done.forEach(line -> text.append(' ').append(line));
    if (!started.isEmpty()) {
      text.append(" I have sent ")
          .append(String.join(", ", started))
          .append(" to the background and will comment on each result as it comes in.");
    }
    return text.toString();
  }

  private static String comment(List<ChatMessage> messages, String directive) {
    List<String> running = new ArrayList<>();
    List<ToolExecutionResultMessage> finished = new ArrayList<>();
    for (ChatMessage message : messages) {
      if (message instanceof ToolExecutionResultMessage result) {
        if (BackgroundTexts.isAck(result.text())) {
          running.add(result.toolName());
        } else if (directive.contains("(call " + result.id() + ")")) {
          finished.add(result);
        }
      }
    }
    StringBuilder text = new StringBuilder();
    finished.forEach(result -> text.append(outcome(result)).append(' '));
    return text.append(
            running.isEmpty()
                ? "That was the last one: everything I sent to the background has finished."
                : "Still running: " + String.join(", ", running) + ".")
        .toString();
  }

  private static String outcome(ToolExecutionResultMessage result) {
    return Boolean.TRUE.equals(result.isError())
        ? result.toolName() + " failed: " + quote(result.text())
        : result.toolName() + " returned " + quote(said(result.text()));
  }

  /** What another agent said, without what it is wrapped in. */
  private static String said(String result) {
    return JsonText.objectIn(result)
        .filter(object -> object.size() == 1 && object.path("text").isTextual())
        .map(object -> object.path("text").textValue())
        .orElse(result);
  }

  static List<ToolExecutionResultMessage> lastResults(List<ChatMessage> messages) {
    List<ToolExecutionResultMessage> results = new ArrayList<>();
    for (ChatMessage message : messages.reversed()) {
      if (!(message instanceof ToolExecutionResultMessage result)) {
        break;
      }
      results.addFirst(result);
    }
    return results;
  }

  static String text(UserMessage message) {
    return message.contents().stream()
        .filter(TextContent.class::isInstance)
        .map(content -> ((TextContent) content).text())
        .collect(Collectors.joining("\n"));
  }

  private static String quote(String text) {
    String flat = text.strip().replaceAll("\\s+", " ");
    return "\""
        + (flat.length() <= LONGEST_QUOTE ? flat : flat.substring(0, LONGEST_QUOTE) + "…")
        + "\".";
  }
}
