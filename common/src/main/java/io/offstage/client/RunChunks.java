package io.offstage.client;

import java.io.IOException;
import java.util.Optional;

/** The chunks of one agent run, which end with {@code [DONE]}. */
final class RunChunks extends ChunkStream {

  private static final String DONE = "[DONE]";

  private final SseConnection connection;

  RunChunks(SseConnection connection) {
    this.connection = connection;
  }

  @Override
  Optional<Chunk> next() {
    try {
      SseParser.Event event =
          connection
              .next()
              .orElseThrow(
                  () ->
                      new OffstageException(
                          "the stream was cut before its end; the run goes on, observe it", null));
      if (event.data().equals(DONE)) {
        connection.close();
        return Optional.empty();
      }
      return Optional.of(Chunk.parse(event.data()));
    } catch (IOException e) {
      throw new OffstageException("the stream broke: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new OffstageException("interrupted while waiting for the next chunk", e);
    }
  }

  @Override
  public void close() {
    GatewayHttp.closeQuietly(connection);
  }
}
