package io.offstage.worker.web;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Judges URLs that a model or a client has chosen: http or https, no user, and a host whose every
 * address is public, unless the operator has named it ({@code worker.http.allow-private}).
 */
public final class UrlGuard {

  private final Set<String> privateHosts;
  private final Names names;

  /** Looks names up. */
  interface Names {
    InetAddress[] addresses(String host) throws UnknownHostException;
  }

  /**
   * A guard that asks the machine's resolver.
   *
   * @param privateHosts that may be reached although their addresses are not public
   */
  public UrlGuard(Collection<String> privateHosts) {
    this(privateHosts, InetAddress::getAllByName);
  }

  UrlGuard(Collection<String> privateHosts, Names names) {
    this.privateHosts =
        privateHosts.stream()
            .map(host -> host.toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());
    this.names = names;
  }

  /**
   * A URL and the address that it was judged by: the one to connect to.
   *
   * @param url http or https, absolute, with a host
   */
  record Judged(URI url, InetAddress address) {

    int port() {
      if (url.getPort() >= 0) {
        return url.getPort();
      }
      return isTls() ? 443 : 80;
    }

    boolean isTls() {
      return url.getScheme().equalsIgnoreCase("https");
    }

    /** Without the brackets of an address. */
    String host() {
      return bare(url.getHost());
    }
  }

  /**
   * Looks a URL's host up, once.
   *
   * @throws RefusedUrlException where the URL must not be followed, saying why
   */
  Judged judge(String text) throws RefusedUrlException {
    return judge(parse(text));
  }

  /** The same for a URL that is one already. */
  Judged judge(URI url) throws RefusedUrlException {
    String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
    if (scheme.isEmpty() || url.getHost() == null) {
      throw new RefusedUrlException("invalid URL: missing scheme or host");
    }
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw new RefusedUrlException("only HTTP and HTTPS URLs are supported");
    }
    if (url.getUserInfo() != null) {
      throw new RefusedUrlException("URLs with a user or a password are not followed");
    }
    String host = bare(url.getHost());
    List<InetAddress> addresses = addresses(host);
    boolean named = privateHosts.contains(host.toLowerCase(Locale.ROOT));
    if (!named && !addresses.stream().allMatch(PublicAddress::isPublic)) {
      throw new RefusedUrlException(
          "%s is not a public address; URLs that are not configured do not lead into private networks"
              .formatted(host));
    }
    return new Judged(url, addresses.getFirst());
  }

  private List<InetAddress> addresses(String host) throws RefusedUrlException {
    try {
      List<InetAddress> found = Stream.of(names.addresses(host)).toList();
      if (!found.isEmpty()) {
        return found;
      }
    } catch (UnknownHostException _) {
      // Told below.
    }
    throw new RefusedUrlException("there is no host " + host);
  }

  private static URI parse(String text) throws RefusedUrlException {
    try {
      return new URI(text.strip());
    } catch (URISyntaxException e) {
      throw new RefusedUrlException("invalid URL: " + e.getReason());
    }
  }

  private static String bare(String host) {
    return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
  }
}
