package io.offstage.worker.process;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** The last bytes of a stream. Guarded by its monitor: one thread reads the stream, others look. */
final class Tail {

  private final byte[] kept;
  private int length;

  Tail(int bytes) {
    kept = new byte[bytes];
  }

  /** Reads to the end. */
  void readAll(InputStream in) {
    byte[] buffer = new byte[4_096];
    try (in) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        append(buffer, n);
      }
    } catch (IOException _) {
      // Closed under our hands, because nobody wants to know any more.
    }
  }

  private synchronized void append(byte[] bytes, int n) {
    int from = Math.max(0, n - kept.length);
    int more = n - from;
    int stay = Math.min(length, kept.length - more);
    System.arraycopy(kept, length - stay, kept, 0, stay);
    System.arraycopy(bytes, from, kept, stay, more);
    length = stay + more;
  }

  synchronized String text() {
    return new String(kept, 0, length, StandardCharsets.UTF_8).strip();
  }
}
