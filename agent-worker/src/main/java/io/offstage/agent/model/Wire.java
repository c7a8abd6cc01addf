package io.offstage.agent.model;

import dev.langchain4j.exception.InternalServerException;
import dev.langchain4j.http.client.sse.ServerSentEvent;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.CompleteToolCall;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.PartialThinking;
import dev.langchain4j.model.chat.response.PartialThinkingContext;
import dev.langchain4j.model.chat.response.PartialToolCall;
import dev.langchain4j.model.chat.response.PartialToolCallContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;
import io.offstage.agent.memory.JsonText;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Carries what arrives on the client's threads to the thread that made the call. Bounded: a slow
 * reader slows the client down; one that has gone away loses what comes after.
 */
final class Wire implements StreamingChatResponseHandler {

  sealed interface Signal {}

  record Text(String text) implements Signal {}

  record Thinking(String text) implements Signal {}

  record CallPart(PartialToolCall part) implements Signal {}

  record CallDone(CompleteToolCall call) implements Signal {}

  record Done(ChatResponse response) implements Signal {}

  record Failed(Throwable cause) implements Signal {}

  private static final int BOUND = 1_024;
  private static final long LOOK_AGAIN_MILLIS = 100;

  private final BlockingQueue<Signal> signals = new ArrayBlockingQueue<>(BOUND);

  /** Set by the caller's thread, read by the client's: nobody takes signals any more. */
  private volatile boolean abandoned;

  /** Set by the client's threads, read by the caller's: what ends the stream early. */
  private volatile @Nullable StreamingHandle handle;

  /** The next signal; null when none came in time. */
  @Nullable Signal next(long nanos) throws InterruptedException {
    return signals.poll(nanos, TimeUnit.NANOSECONDS);
  }

  void abandon() {
    abandoned = true;
    StreamingHandle open = handle;
    if (open != null) {
      open.cancel();
    }
  }

  @Override
  public void onPartialResponse(PartialResponse partial, PartialResponseContext context) {
    keep(context.streamingHandle());
    send(new Text(partial.text()));
  }

  @Override
  public void onPartialResponse(String partial) {
    send(new Text(partial));
  }

  @Override
  public void onPartialThinking(PartialThinking partial, PartialThinkingContext context) {
    keep(context.streamingHandle());
    send(new Thinking(partial.text()));
  }

  @Override
  public void onPartialThinking(PartialThinking partial) {
    send(new Thinking(partial.text()));
  }

  @Override
  public void onPartialToolCall(PartialToolCall partial, PartialToolCallContext context) {
    keep(context.streamingHandle());
    send(new CallPart(partial));
  }

  @Override
  public void onPartialToolCall(PartialToolCall partial) {
    send(new CallPart(partial));
  }

  @Override
  public void onCompleteToolCall(CompleteToolCall call) {
    send(new CallDone(call));
  }

  /** An error in the middle of a stream comes as such an event, and would go unnoticed. */
  @Override
  public void onUnmappedRawEvent(Object event) {
    if (event instanceof ServerSentEvent sent && sent.data() != null) {
      JsonText.objectIn(sent.data())
          .map(data -> data.path("error"))
          .filter(error -> error.isObject() || error.isTextual())
          .ifPresent(
              error ->
                  send(
                      new Failed(
                          new InternalServerException(
                              error.path("message").asText(error.asText("the model failed"))))));
    }
  }

  @Override
  public void onCompleteResponse(ChatResponse response) {
    send(new Done(response));
  }

  @Override
  public void onError(Throwable error) {
    send(new Failed(error));
  }

  private void keep(StreamingHandle opened) {
    handle = opened;
    if (abandoned) {
      opened.cancel();
    }
  }

  private void send(Signal signal) {
    try {
      while (!abandoned) {
        if (signals.offer(signal, LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS)) {
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
