package io.offstage.worker.web;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An HTTP/1.1 answer (RFC 9112), as far as one is wanted.
 *
 * @param headers by name in lower case
 * @param text of the body, of which no more was read than was asked for
 */
record HttpReply(int status, Map<String, String> headers, String text) {

  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d{3})( .*)?");
  private static final Pattern CHARSET =
      Pattern.compile("charset=\"?([A-Za-z0-9._:-]+)\"?", Pattern.CASE_INSENSITIVE);
  private static final int LONGEST_HEAD = 64 << 10;

  /** Sends a request, and reads what comes back. */
  static HttpReply read(Socket socket, String request, int mostBytes) throws IOException {
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
    InputStream in = new BufferedInputStream(socket.getInputStream());
    int[] left = {LONGEST_HEAD};
    int status = status(line(in, left));
    Map<String, String> headers = headers(in, left);
    while (status >= 100 && status < 200) {
      status = status(line(in, left));
      headers = headers(in, left);
    }
    boolean empty = status == 204 || status == 304;
    byte[] body = empty ? new byte[0] : body(in, headers, mostBytes);
    return new HttpReply(
        status, headers, new String(body, charset(headers.getOrDefault("content-type", ""))));
  }

  String header(String name) {
    return headers.getOrDefault(name, "");
  }

  private static Charset charset(String contentType) {
    Matcher charset = CHARSET.matcher(contentType);
    boolean known = charset.find() && isKnown(charset.group(1));
    return known ? Charset.forName(charset.group(1)) : StandardCharsets.UTF_8;
  }

  private static boolean isKnown(String charset) {
    try {
      return Charset.isSupported(charset);
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  private static int status(String line) throws IOException {
    Matcher status = STATUS.matcher(line);
    if (!status.matches()) {
      throw new IOException("the answer is not HTTP");
    }
    return Integer.parseInt(status.group(1));
  }

  private static Map<String, String> headers(InputStream in, int[] left) throws IOException {
    Map<String, String> headers = new HashMap<>();
    for (String line = line(in, left); !line.isEmpty(); line = line(in, left)) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        headers.putIfAbsent(
            line.substring(0, colon).strip().toLowerCase(Locale.ROOT),
            line.substring(colon + 1).strip());
      }
    }
    return headers;
  }

  private static byte[] body(InputStream in, Map<String, String> headers, int most)
      throws IOException {
    if (headers
        .getOrDefault("transfer-encoding", "")
        .toLowerCase(Locale.ROOT)
        .endsWith("chunked")) {
      return chunks(in, most);
    }
    String length = headers.get("content-length");
    if (length == null) {
      return in.readNBytes(most);
    }
    try {
      long bytes = Long.parseLong(length);
      byte[] body = in.readNBytes(Math.clamp(bytes, 0, most));
      if (body.length < Math.min(bytes, most)) {
        throw new EOFException("the answer breaks off");
      }
      return body;
    } catch (NumberFormatException e) {
      throw new IOException("the answer does not say how long it is", e);
    }
  }

  private static byte[] chunks(InputStream in, int most) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    while (body.size() < most) {
      int[] left = {1_024};
      int size = chunkSize(line(in, left));
      if (size == 0) {
        break;
      }
      byte[] chunk = in.readNBytes(Math.min(size, most - body.size()));
      body.writeBytes(chunk);
      if (chunk.length == size) {
        line(in, left);
      } else if (body.size() < most) {
        throw new EOFException("the answer breaks off");
      }
    }
    return body.toByteArray();
  }

  private static int chunkSize(String line) throws IOException {
    try {
      return Integer.parseUnsignedInt(line.split(";", 2)[0].strip(), 16);
    } catch (NumberFormatException e) {
      throw new IOException("the answer is not HTTP", e);
    }
  }

  /** Without its end; what is left of the allowance is counted down. */
  private static String line(InputStream in, int[] left) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException("the answer breaks off");
      }
      if (left[0]-- == 0) {
        throw new IOException("the head of the answer is too long");
      }
      line.write(b);
    }
    String text = line.toString(StandardCharsets.ISO_8859_1);
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }
}
