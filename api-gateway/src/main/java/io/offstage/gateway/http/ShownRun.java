package io.offstage.gateway.http;

import io.offstage.gateway.stream.RunFeed;
import io.offstage.gateway.stream.RunStream;
import java.io.IOException;

/**
 * A run that is about to be shown.
 *
 * @param goingOn what is shown after its end
 * @param untilIdle whether the stream goes on while the run waits, and says so
 */
record ShownRun(RunFeed feed, String runId, boolean untilIdle, RunStream.GoingOn goingOn)
    implements AutoCloseable {

  ShownRun(RunFeed feed, String runId, boolean untilIdle) {
    this(feed, runId, untilIdle, RunStream.GoingOn.NOT);
  }

  /** How a stream comes by its run: everything that can be refused is, before the first byte. */
  @FunctionalInterface
  interface Opening {
    ShownRun open() throws InterruptedException;
  }

  /** Opens a run and streams it. */
  static void stream(Sse sse, Call call, Opening opening) throws InterruptedException {
    try (var _ = sse.open(call);
        ShownRun run = opening.open()) {
      sse.send(call, out -> run.write(sse, out));
    }
  }

  private void write(Sse sse, io.offstage.gateway.stream.SseWriter out)
      throws IOException, InterruptedException {
    new RunStream(feed, runId, untilIdle, sse.clock(), out).follow(goingOn);
  }

  @Override
  public void close() {
    feed.close();
  }
}
