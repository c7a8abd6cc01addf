package io.offstage.worker.mcp;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * The body of an answer that somebody else may end, as if its connection had been lost. Guarded by
 * its monitor: the client's threads read, and who ends it is another.
 */
final class EndableBody<T> implements HttpResponse.BodySubscriber<T> {

  private final HttpResponse.BodySubscriber<T> reader;
  private Flow.@Nullable Subscription source;
  private boolean ended;

  EndableBody(HttpResponse.BodySubscriber<T> reader) {
    this.reader = reader;
  }

  /** Closes what it comes over, unless it has been read. Idempotent. */
  synchronized void end() {
    if (ended || source == null) {
      return;
    }
    ended = true;
    source.cancel();
    reader.onError(new IOException("nobody waits for the answer any more"));
  }

  @Override
  public CompletionStage<T> getBody() {
    return reader.getBody();
  }

  @Override
  public synchronized void onSubscribe(Flow.Subscription subscription) {
    source = subscription;
    reader.onSubscribe(subscription);
  }

  @Override
  public synchronized void onNext(List<ByteBuffer> item) {
    if (!ended) {
      reader.onNext(item);
    }
  }

  @Override
  public synchronized void onError(Throwable cause) {
    if (!ended) {
      ended = true;
      reader.onError(cause);
    }
  }

  @Override
  public synchronized void onComplete() {
    if (!ended) {
      ended = true;
      reader.onComplete();
    }
  }
}
