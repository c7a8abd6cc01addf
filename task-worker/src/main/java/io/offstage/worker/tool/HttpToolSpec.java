package io.offstage.worker.tool;

import io.offstage.task.RawJson;
import java.net.URI;
import java.util.Map;
import java.util.TreeSet;

/**
 * A tool that is an HTTP endpoint, as an operator configures it; {@link HttpToolReader} reads one.
 *
 * @param name 1–64 of {@code [A-Za-z0-9_-]}
 * @param description for the model
 * @param url where arguments are posted to; http or https
 * @param headers sent with every call; may hold secrets, so {@code toString} shows only their names
 * @param inputSchema JSON Schema (2020-12) of the arguments
 * @param background whether and how it runs in the background
 * @param pool the pool whose workers run it in the background
 */
public record HttpToolSpec(
    String name,
    String description,
    URI url,
    Map<String, String> headers,
    RawJson inputSchema,
    Background background,
    String pool)
    implements ToolSpec {

  public HttpToolSpec {
    headers = Map.copyOf(headers);
  }

  @Override
  public String toString() {
    return "HttpToolSpec[name=%s, url=%s, headers=%s, pool=%s]"
        .formatted(name, shown(url), new TreeSet<>(headers.keySet()), pool);
  }

  /** A URL without what may be secret: user, query and fragment. */
  static String shown(URI url) {
    String port = url.getPort() < 0 ? "" : ":" + url.getPort();
    return url.getScheme() + "://" + url.getHost() + port + url.getRawPath();
  }
}
