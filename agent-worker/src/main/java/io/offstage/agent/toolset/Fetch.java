package io.offstage.agent.toolset;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offstage.agent.definition.ToolsetDefinition;
import io.offstage.agent.memory.JsonText;
import io.offstage.task.RawJson;
import io.offstage.worker.tool.NonRetryableException;
import io.offstage.worker.tool.Tool;
import io.offstage.worker.web.GuardedWeb;
import io.offstage.worker.web.RefusedUrlException;
import io.offstage.worker.web.WebPage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Pages of the public web, as text, Markdown or HTML. */
final class Fetch {

  /** Of all pages of a call together: more than that no result could hold. */
  private static final int MOST_BYTES = 256 << 10;

  private static final RawJson SCHEMA =
      new RawJson(
          """
          {"type":"object","properties":{\
          "urls":{"type":"array","items":{"type":"string"},"description":"Array of URLs to fetch",\
          "minItems":1,"maxItems":20},\
          "format":{"type":"string","description":"The format to return the content in (text, \
          markdown, or html)","enum":["text","markdown","html"]},\
          "timeout":{"type":"integer","description":"Request timeout in seconds (default: 30)",\
          "minimum":1,"maximum":300}},"required":["urls","format"]}\
          """);

  private final GuardedWeb web;
  private final Duration usual;

  record Request(List<String> urls, String format, @Nullable Integer timeout) {}

  /**
   * @param usual timeout where a call says nothing
   */
  Fetch(GuardedWeb web, Duration usual) {
    this.web = web;
    this.usual = usual;
  }

  List<Tool> tools() {
    return List.of(
        Tool.named(ToolsetDefinition.Fetch.TOOL)
            .describedAs(
                "Fetch content from one or more HTTP/HTTPS URLs. Returns the response body and"
                    + " metadata.")
            .taking(SCHEMA, Request.class)
            .running((in, _) -> fetch(in)));
  }

  private Object fetch(Request in) throws InterruptedException {
    Duration atMost = in.timeout() == null ? usual : Duration.ofSeconds(in.timeout());
    int each = MOST_BYTES / Math.max(1, in.urls().size());
    if (in.urls().size() == 1) {
      String url = in.urls().getFirst();
      ObjectNode page = page(url, in.format(), atMost, each);
      if (page.has("error")) {
        throw new NonRetryableException(
            "Error fetching %s: %s".formatted(url, page.path("error").asText()));
      }
      return "Successfully fetched %s (Status: %d, Length: %d bytes):\n\n%s"
          .formatted(
              url,
              page.path("statusCode").asInt(),
              page.path("contentLength").asInt(),
              page.path("body").asText());
    }
    List<ObjectNode> pages = new ArrayList<>();
    for (String url : in.urls()) {
      pages.add(page(url, in.format(), atMost, each));
    }
    return pages;
  }

  private ObjectNode page(String url, String format, Duration atMost, int mostBytes)
      throws InterruptedException {
    ObjectNode told = JsonText.object().put("url", url);
    try {
      WebPage page = web.get(url, accept(format), atMost, mostBytes);
      String body = body(page, format);
      return told.put("statusCode", page.status())
          .put("status", Integer.toString(page.status()))
          .put("contentType", page.contentType())
          .put("contentLength", body.getBytes(StandardCharsets.UTF_8).length)
          .put("body", body);
    } catch (RefusedUrlException e) {
      return told.put("error", e.getMessage());
    } catch (IOException e) {
      return told.put(
          "error",
          "request failed: "
              + Objects.requireNonNullElse(e.getMessage(), e.getClass().getSimpleName()));
    }
  }

  private static String body(WebPage page, String format) {
    if (!page.isHtml()) {
      return page.body();
    }
    return switch (format) {
      case "text" -> HtmlText.plain(page.body());
      case "markdown" -> HtmlText.markdown(page.body());
      default -> page.body();
    };
  }

  private static String accept(String format) {
    return switch (format) {
      case "markdown" -> "text/markdown;q=1.0, text/plain;q=0.9, text/html;q=0.7, */*;q=0.1";
      case "html" -> "text/html;q=1.0, text/plain;q=0.8, */*;q=0.1";
      default -> "text/plain;q=1.0, text/markdown;q=0.9, text/html;q=0.8, */*;q=0.1";
    };
  }
}
