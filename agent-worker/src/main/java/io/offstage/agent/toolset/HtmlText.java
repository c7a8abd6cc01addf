package io.offstage.agent.toolset;

import java.util.Set;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeVisitor;

/** HTML as a model reads it best: plain, or with Markdown's marks. */
final class HtmlText {

  private static final Set<String> BLOCKS =
      Set.of(
          "p",
          "div",
          "section",
          "article",
          "header",
          "footer",
          "table",
          "tr",
          "ul",
          "ol",
          "pre",
          "blockquote",
          "h1",
          "h2",
          "h3",
          "h4",
          "h5",
          "h6",
          "br",
          "li",
          "hr",
          "main",
          "nav");

  private HtmlText() {}

  static String plain(String html) {
    return write(html, false);
  }

  static String markdown(String html) {
    return write(html, true);
  }

  private static String write(String html, boolean marks) {
    Document document = Jsoup.parse(html);
    document.select("script, style, noscript, template, svg, head").remove();
    Writer writer = new Writer(marks);
    document.body().traverse(writer);
    return writer.out.toString().replaceAll("[ \t]+\n", "\n").replaceAll("\n{3,}", "\n\n").strip();
  }

  private static final class Writer implements NodeVisitor {

    private final boolean marks;
    private final StringBuilder out = new StringBuilder();

    Writer(boolean marks) {
      this.marks = marks;
    }

    @Override
    public void head(Node node, int depth) {
      if (node instanceof TextNode text) {
        Element parent = text.parent();
        boolean preformatted = parent != null && parent.closest("pre") != null;
        out.append(preformatted ? text.getWholeText() : spaced(text));
      } else if (node instanceof Element element) {
        if (BLOCKS.contains(element.normalName())) {
          out.append('\n');
        }
        if (marks) {
          out.append(opening(element));
        } else if (element.normalName().equals("li")) {
          out.append("- ");
        }
      }
    }

    /** No space at the beginning of a line. */
    private String spaced(TextNode text) {
      boolean begins = out.isEmpty() || Character.isWhitespace(out.charAt(out.length() - 1));
      return begins ? text.text().stripLeading() : text.text();
    }

    @Override
    public void tail(Node node, int depth) {
      if (node instanceof Element element) {
        if (marks) {
          out.append(closing(element));
        }
        if (BLOCKS.contains(element.normalName()) && !element.normalName().equals("li")) {
          out.append('\n');
        }
      }
    }

    private static String opening(Element element) {
      return switch (element.normalName()) {
        case "h1", "h2", "h3", "h4", "h5", "h6" ->
            "\n" + "#".repeat(element.normalName().charAt(1) - '0') + " ";
        case "li" -> "- ";
        case "a" -> element.hasAttr("href") ? "[" : "";
        case "strong", "b" -> "**";
        case "em", "i" -> "*";
        case "code" -> element.closest("pre") == null ? "`" : "";
        case "pre" -> "\n```\n";
        case "blockquote" -> "> ";
        case "hr" -> "---";
        default -> "";
      };
    }

    private static String closing(Element element) {
      return switch (element.normalName()) {
        case "a" -> element.hasAttr("href") ? "](" + element.attr("href") + ")" : "";
        case "strong", "b" -> "**";
        case "em", "i" -> "*";
        case "code" -> element.closest("pre") == null ? "`" : "";
        case "pre" -> "\n```\n";
        default -> "";
      };
    }
  }
}
