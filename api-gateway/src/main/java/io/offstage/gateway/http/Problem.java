package io.offstage.gateway.http;

import io.offstage.gateway.stream.JsonObject;
import io.offstage.topic.MalformedRecord;
import java.util.List;
import java.util.Map;

/** An answer other than the one that was asked for: RFC 9457, with {@code error} and issues. */
final class Problem extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** What is wrong with one field. */
  record Issue(String field, String message) {}

  private final int status;
  private final transient List<Issue> issues;
  private final transient Map<String, String> headers;

  private Problem(int status, String error, List<Issue> issues, Map<String, String> headers) {
    super(error, null, false, false);
    this.status = status;
    this.issues = List.copyOf(issues);
    this.headers = Map.copyOf(headers);
  }

  static Problem of(int status, String error) {
    return new Problem(status, error, List.of(), Map.of());
  }

  static Problem notFound(String error) {
    return of(404, error);
  }

  static Problem query(List<Issue> issues) {
    return new Problem(400, "Invalid query parameters", issues, Map.of());
  }

  static Problem body(List<Issue> issues) {
    return new Problem(400, "Invalid request body", issues, Map.of());
  }

  static Problem body(String field, String message) {
    return body(List.of(new Issue(field, message)));
  }

  static Problem path(String field, String message) {
    return new Problem(
        400, "Invalid path parameters", List.of(new Issue(field, message)), Map.of());
  }

  static Problem body(MalformedRecord malformed) {
    return body(List.of(issue(malformed)));
  }

  /** The codecs' messages name the field first. */
  static Issue issue(MalformedRecord malformed) {
    String message = String.valueOf(malformed.getMessage());
    int colon = message.indexOf(": ");
    return colon > 0 && message.lastIndexOf(' ', colon - 1) < 0
        ? new Issue(message.substring(0, colon), message.substring(colon + 2))
        : new Issue("", message);
  }

  /** Nothing has happened; the same request may succeed later. */
  static Problem unavailable(String error) {
    return new Problem(503, error, List.of(), Map.of("Retry-After", "1"));
  }

  static Problem tooMany(String error, long seconds) {
    return new Problem(429, error, List.of(), Map.of("Retry-After", Long.toString(seconds)));
  }

  static Problem unauthorized() {
    return new Problem(
        401, "An API key is needed", List.of(), Map.of("WWW-Authenticate", "Bearer"));
  }

  int status() {
    return status;
  }

  String error() {
    return String.valueOf(getMessage());
  }

  List<Issue> issues() {
    return issues;
  }

  Map<String, String> headers() {
    return headers;
  }

  /**
   * The answer's body.
   *
   * @param path of the request
   */
  String json(String path) {
    JsonObject body =
        new JsonObject()
            .put("type", "about:blank")
            .put("title", title(status))
            .put("status", status)
            .put("detail", error())
            .put("instance", path)
            .put("error", error());
    if (!issues.isEmpty()) {
      body.rawArray("issues", issuesAsJson());
    }
    return body.toString();
  }

  private List<String> issuesAsJson() {
    return issues.stream()
        .map(i -> new JsonObject().put("field", i.field()).put("message", i.message()).toString())
        .toList();
  }

  private static String title(int status) {
    return switch (status) {
      case 400 -> "Bad Request";
      case 401 -> "Unauthorized";
      case 403 -> "Forbidden";
      case 404 -> "Not Found";
      case 405 -> "Method Not Allowed";
      case 409 -> "Conflict";
      case 413 -> "Content Too Large";
      case 429 -> "Too Many Requests";
      case 503 -> "Service Unavailable";
      default -> status < 500 ? "Bad Request" : "Internal Server Error";
    };
  }
}
