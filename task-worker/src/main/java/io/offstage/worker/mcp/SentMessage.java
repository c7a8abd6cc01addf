package io.offstage.worker.mcp;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Flow;

/** What a request whose body is in memory is about to send; such a body is there at once. */
final class SentMessage implements Flow.Subscriber<ByteBuffer> {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  private SentMessage() {}

  /** Empty for a request without a body. */
  static String of(HttpRequest request) {
    SentMessage message = new SentMessage();
    request.bodyPublisher().ifPresent(body -> body.subscribe(message));
    return message.bytes.toString(StandardCharsets.UTF_8);
  }

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    subscription.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(ByteBuffer part) {
    while (part.hasRemaining()) {
      bytes.write(part.get());
    }
  }

  @Override
  public void onError(Throwable cause) {
    bytes.reset();
  }

  @Override
  public void onComplete() {}
}
