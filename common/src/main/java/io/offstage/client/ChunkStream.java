package io.offstage.client;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Chunks as they come; to be iterated once, by one thread. Waiting for the next one throws {@link
 * OffstageException} when the stream breaks. Closing, from any thread, ends it; the run or the
 * tasks that it shows go on.
 */
public abstract sealed class ChunkStream implements Iterable<Chunk>, AutoCloseable
    permits RunChunks, TaskChunks {

  private boolean iterated;

  /** The next chunk, waiting for it; empty when there will be none. */
  abstract Optional<Chunk> next();

  @Override
  public abstract void close();

  @Override
  public final Iterator<Chunk> iterator() {
    if (iterated) {
      throw new IllegalStateException("a stream can be iterated once");
    }
    iterated = true;
    return new Chunks();
  }

  /** The same as {@link #iterator}, for those who prefer it so. */
  public final Stream<Chunk> stream() {
    return StreamSupport.stream(
        Spliterators.spliteratorUnknownSize(
            iterator(), Spliterator.ORDERED | Spliterator.NONNULL | Spliterator.IMMUTABLE),
        false);
  }

  private final class Chunks implements Iterator<Chunk> {
    private @Nullable Chunk ahead;

    @Override
    public boolean hasNext() {
      if (ahead == null) {
        ahead = ChunkStream.this.next().orElse(null);
      }
      return ahead != null;
    }

    @Override
    public Chunk next() {
      if (!hasNext() || ahead == null) {
        throw new NoSuchElementException();
      }
      Chunk next = ahead;
      ahead = null;
      return next;
    }
  }
}
