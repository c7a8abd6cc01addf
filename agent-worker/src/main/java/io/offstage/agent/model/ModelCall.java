package io.offstage.agent.model;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.exception.InternalServerException;
import dev.langchain4j.model.ModelProvider;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialToolCall;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import io.offstage.agent.model.ModelReply.RequestedCall;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** One call of one model, streamed. Used once, by one thread. */
final class ModelCall {

  private final StreamingChatModel model;
  private final ChatRequest request;
  private final CallIds ids;
  private final DeltaSink sink;
  private final Wire wire = new Wire();
  private final StringBuilder text = new StringBuilder();
  private final StringBuilder reasoning = new StringBuilder();
  private final Map<Integer, String> begun = new HashMap<>();
  private boolean saidSomething;

  ModelCall(StreamingChatModel model, ChatRequest request, CallIds ids, DeltaSink sink) {
    this.model = model;
    this.request = request;
    this.ids = ids;
    this.sink = sink;
  }

  /**
   * Waits for the whole reply.
   *
   * @param timeout for all of it
   * @throws ModelFailure retryable only if no delta has been handed on
   */
  ModelReply ask(Duration timeout) throws ModelFailure, InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    Thread caller = Thread.ofVirtual().name("model-call").start(this::send);
    try {
      while (true) {
        Wire.Signal signal = wire.next(Math.max(0, deadline - System.nanoTime()));
        if (signal == null) {
          throw failure(
              new TimeoutException(
                  "The model did not answer within " + timeout.toSeconds() + " s"));
        }
        ModelReply reply = take(signal);
        if (reply != null) {
          return reply;
        }
      }
    } finally {
      wire.abandon();
      caller.interrupt();
    }
  }

  private void send() {
    try {
      model.chat(request, wire);
    } catch (RuntimeException e) {
      wire.onError(e);
    }
  }

  private @Nullable ModelReply take(Wire.Signal signal) throws ModelFailure, InterruptedException {
    switch (signal) {
      case Wire.Text s -> {
        text.append(s.text());
        tell(new Delta.Text(s.text()));
      }
      case Wire.Thinking s -> {
        reasoning.append(s.text());
        tell(new Delta.Reasoning(s.text()));
      }
      case Wire.CallPart s -> callPart(s.part());
      case Wire.CallDone s -> {
        String id = begun.get(s.call().index());
        if (id != null) {
          tell(new Delta.CallEnded(id));
        }
      }
      case Wire.Done s -> {
        if (model.provider() == ModelProvider.OPEN_AI && s.response().finishReason() == null) {
          throw failure(new InternalServerException("The model's answer was cut short"));
        }
        return reply(s.response());
      }
      case Wire.Failed s -> throw failure(s.cause());
    }
    return null;
  }

  private void callPart(PartialToolCall part) throws InterruptedException {
    String id = begun.get(part.index());
    if (id == null) {
      id = ids.own(part.id(), part.index());
      begun.put(part.index(), id);
      tell(new Delta.CallBegan(id, part.name()));
    }
    tell(new Delta.CallArguments(id, part.partialArguments()));
  }

  private void tell(Delta delta) throws InterruptedException {
    saidSomething = true;
    sink.take(delta);
  }

  private ModelFailure failure(Throwable cause) {
    ModelFailure failure = ModelFailure.of(cause);
    return saidSomething ? failure.lasting() : failure;
  }

  private ModelReply reply(ChatResponse response) {
    List<RequestedCall> calls = new ArrayList<>();
    for (ToolExecutionRequest call : response.aiMessage().toolExecutionRequests()) {
      calls.add(new RequestedCall(ids.own(call.id(), calls.size()), call.name(), call.arguments()));
    }
    return new ModelReply(
        text.toString(),
        reasoning.toString(),
        calls,
        calls.isEmpty() ? reason(response.finishReason()) : "tool-calls",
        usage(response.tokenUsage()),
        response.modelName() == null ? "" : response.modelName());
  }

  private static String reason(@Nullable FinishReason reason) {
    return switch (reason) {
      case null -> "stop";
      case STOP -> "stop";
      case LENGTH -> "length";
      case TOOL_EXECUTION -> "stop";
      case CONTENT_FILTER -> "content-filter";
      case OTHER -> "other";
    };
  }

  private static Usage usage(@Nullable TokenUsage usage) {
    return usage == null
        ? Usage.NONE
        : new Usage(
            count(usage.inputTokenCount()),
            count(usage.outputTokenCount()),
            count(usage.totalTokenCount()));
  }

  private static long count(@Nullable Integer tokens) {
    return tokens == null ? 0 : tokens;
  }
}
