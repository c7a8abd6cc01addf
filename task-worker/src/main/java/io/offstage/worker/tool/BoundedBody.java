package io.offstage.worker.tool;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A response's body, or a program's output, as UTF-8 text, of which never more than a limit is
 * held. For one thread.
 */
public final class BoundedBody {

  private final InputStream in;
  private final int most;

  /** The body, or one line of it, is larger than the limit. */
  public static final class TooLarge extends Exception {
    private static final long serialVersionUID = 1;

    TooLarge() {}
  }

  /**
   * A body of which nothing has been read.
   *
   * @param most bytes of the whole body, or of one line where it is read by lines
   */
  public BoundedBody(InputStream in, int most) {
    this.in = new BufferedInputStream(in);
    this.most = most;
  }

  String all() throws IOException, TooLarge {
    byte[] bytes = in.readNBytes(most + 1);
    if (bytes.length > most) {
      throw new TooLarge();
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** The beginning of the body. */
  String excerpt(int bytes) throws IOException {
    return new String(in.readNBytes(bytes), StandardCharsets.UTF_8);
  }

  /** The next line without its end, or null after the last. */
  public @Nullable String line() throws IOException, TooLarge {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int b = in.read();
    if (b < 0) {
      return null;
    }
    for (; b >= 0 && b != '\n'; b = in.read()) {
      if (line.size() >= most) {
        throw new TooLarge();
      }
      line.write(b);
    }
    String text = line.toString(StandardCharsets.UTF_8);
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }
}
