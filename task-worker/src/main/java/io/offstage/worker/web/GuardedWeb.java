package io.offstage.worker.web;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Follows URLs that passed the guard: HTTP/1.1, one request per connection, to the very address
 * that was judged, with the URL's own name in {@code Host} and in TLS.
 */
public final class GuardedWeb {

  private static final int MOST_REDIRECTS = 10;
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

  private final UrlGuard guard;
  private final String userAgent;

  /**
   * The web behind a guard.
   *
   * @param userAgent what servers are told
   */
  public GuardedWeb(UrlGuard guard, String userAgent) {
    this.guard = guard;
    this.userAgent = userAgent;
  }

  /**
   * What a URL leads to.
   *
   * @param accept the header of that name
   * @param atMost for connecting and for each wait for more, of every hop
   * @param mostBytes of the body
   * @throws RefusedUrlException where it, or a redirect, must not be followed
   * @throws IOException where nobody answers, or nothing that can be read
   */
  public WebPage get(String url, String accept, Duration atMost, int mostBytes)
      throws RefusedUrlException, IOException, InterruptedException {
    UrlGuard.Judged at = guard.judge(url);
    for (int hop = 0; hop <= MOST_REDIRECTS; hop++) {
      HttpReply reply = ask(at, accept, atMost, mostBytes);
      String location = reply.header("location");
      if (!REDIRECTS.contains(reply.status()) || location.isEmpty()) {
        return new WebPage(at.url(), reply.status(), reply.header("content-type"), reply.text());
      }
      at = guard.judge(resolve(at.url(), location));
    }
    throw new IOException("more than " + MOST_REDIRECTS + " redirects");
  }

  private static URI resolve(URI from, String location) throws RefusedUrlException {
    try {
      return from.resolve(location);
    } catch (IllegalArgumentException _) {
      throw new RefusedUrlException("it redirects to what is no URL");
    }
  }

  private HttpReply ask(UrlGuard.Judged at, String accept, Duration atMost, int mostBytes)
      throws IOException, InterruptedException {
    Thread caller = Thread.currentThread();
    try (Socket socket = connect(at, atMost)) {
      return HttpReply.read(socket, request(at, accept), mostBytes);
    } catch (IOException e) {
      // A virtual thread's interrupt closes its socket.
      if (caller.isInterrupted()) {
        throw new InterruptedException("interrupted while reading " + at.host());
      }
      throw e;
    }
  }

  private static Socket connect(UrlGuard.Judged at, Duration atMost) throws IOException {
    int millis = Math.toIntExact(atMost.toMillis());
    Socket plain = new Socket();
    try {
      plain.connect(new InetSocketAddress(at.address(), at.port()), millis);
      plain.setSoTimeout(millis);
      return at.isTls() ? tls(plain, at) : plain;
    } catch (IOException | RuntimeException e) {
      plain.close();
      throw e;
    }
  }

  /** The certificate has to be the name's, whatever the address. */
  private static Socket tls(Socket plain, UrlGuard.Judged at) throws IOException {
    SSLSocket socket =
        (SSLSocket)
            ((SSLSocketFactory) SSLSocketFactory.getDefault())
                .createSocket(plain, at.host(), at.port(), true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  private String request(UrlGuard.Judged at, String accept) {
    String path = at.url().getRawPath().isEmpty() ? "/" : at.url().getRawPath();
    String query = at.url().getRawQuery() == null ? "" : "?" + at.url().getRawQuery();
    String port = at.url().getPort() < 0 ? "" : ":" + at.url().getPort();
    return """
    GET %s HTTP/1.1\r
    Host: %s\r
    User-Agent: %s\r
    Accept: %s\r
    Accept-Encoding: identity\r
    Connection: close\r
    \r
    """
        .formatted(ascii(path + query), at.url().getHost() + port, userAgent, accept);
  }

  /** Other letters, percent-encoded; there are no spaces and no line ends in a URI. */
  private static String ascii(String pathAndQuery) {
    return URI.create("http://x" + pathAndQuery).toASCIIString().substring("http://x".length());
  }
}
