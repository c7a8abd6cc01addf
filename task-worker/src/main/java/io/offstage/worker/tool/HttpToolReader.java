package io.offstage.worker.tool;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpRequest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Reads one entry of a {@code tools:} section: {@code {kind: http, url, headers, description,
 * inputSchema, background, pool}}. {@code url} is required, everything else may be absent.
 */
public final class HttpToolReader {

  private static final URI ANYWHERE = URI.create("http://localhost");

  private HttpToolReader() {}

  /**
   * The tool; empty where something that it cannot be without is missing or wrong.
   *
   * @param path put before every problem, such as {@code tools.research}
   * @param name the entry's key
   * @param problems is told everything that is wrong, a sentence each
   */
  public static Optional<HttpToolSpec> read(
      String path, String name, JsonNode node, Consumer<String> problems) {
    SpecFields fields = new SpecFields(path, node, problems);
    fields
        .text("kind")
        .filter(kind -> !kind.equals("http"))
        .ifPresent(kind -> fields.refuse("kind", "must be http, was \"" + kind + "\""));
    Optional<URI> url = url(fields);
    Map<String, String> headers = headers(fields);
    ToolHead head = ToolHead.read(fields, problems);
    fields.refuseOthers();
    return url.map(
        u ->
            new HttpToolSpec(
                name,
                head.description(),
                u,
                headers,
                head.schema(),
                head.background(),
                head.pool()));
  }

  /** {@code url}; empty, with a problem, where it is missing or wrong. */
  static Optional<URI> url(SpecFields fields) {
    Optional<String> text = fields.text("url");
    if (text.isEmpty()) {
      if (fields.any("url").isEmpty()) {
        fields.refuse("url", "is required");
      }
      return Optional.empty();
    }
    try {
      URI url = new URI(text.get());
      boolean web = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
      if (web && url.getHost() != null && url.getUserInfo() == null) {
        return Optional.of(url);
      }
    } catch (URISyntaxException _) {
      // Refused below; the text may hold a secret and is not repeated.
    }
    fields.refuse("url", "must be an http or https URL with a host and without a user");
    return Optional.empty();
  }

  /** {@code headers}, those that may be set. */
  static Map<String, String> headers(SpecFields fields) {
    Map<String, String> headers = new LinkedHashMap<>();
    fields
        .object("headers")
        .ifPresent(
            node ->
                node.properties()
                    .forEach(
                        header -> {
                          String name = header.getKey();
                          if (isHeader(name, header.getValue())) {
                            headers.put(name, header.getValue().asText());
                          } else {
                            fields.refuse(
                                "headers." + name,
                                "not a header that may be set, or its value is not a text");
                          }
                        }));
    return headers;
  }

  private static boolean isHeader(String name, JsonNode value) {
    if (!value.isValueNode() || value.isNull()) {
      return false;
    }
    try {
      HttpRequest.newBuilder(ANYWHERE).header(name, value.asText());
      return true;
    } catch (IllegalArgumentException _) {
      return false;
    }
  }
}
