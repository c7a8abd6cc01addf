package io.offstage.agent.toolset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.offstage.worker.tool.Tool;
import io.offstage.worker.web.GuardedWeb;
import io.offstage.worker.web.UrlGuard;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShellAndFetchTest {

  private static final String PAGE =
      """
      <html><head><title>no</title><script>no()</script></head><body><h1>Rockets</h1>
      <p>Small <b>ones</b> are <a href="/cheap">cheap</a>.</p><ul><li>one</li><li>two</li></ul>
      </body></html>\
      """;

  @TempDir private Path directory;

  private String shell(String args) throws Exception {
    return ToolCalls.text(new Shell(directory, Map.of("GIVEN", "yes")).tools(), "shell", args);
  }

  @Test
  void aCommandIsAnsweredWithAllItWrites() throws Exception {
    assertThat(shell("{\"cmd\":\"pwd; echo $GIVEN; echo oops >&2\"}"))
        .isEqualTo(directory.toRealPath() + "\nyes\noops");
    assertThat(shell("{\"cmd\":\"true\"}")).isEqualTo("<no output>");
    assertThat(shell("{\"cmd\":\"echo no; exit 3\"}"))
        .isEqualTo("Error executing command: exit status 3\nOutput: no");
    assertThat(shell("{\"cmd\":\" \"}")).isEqualTo("Error: empty command");
  }

  @Test
  void aCommandThatTakesTooLongIsEnded() throws Exception {
    assertThat(shell("{\"cmd\":\"echo begun; sleep 600\",\"timeout\":1}"))
        .isEqualTo("Command timed out after 1s\nOutput: begun");
  }

  @Test
  void ofTooMuchOutputTheBeginningIsTold() throws Exception {
    assertThat(shell("{\"cmd\":\"yes | head -n 100000\"}"))
        .endsWith("[Output truncated: exceeded 30,000 character limit]")
        .hasSizeLessThan(31_000);
  }

  @Test
  void aPageIsFetchedAsTextOrMarkdownAndOnlyWhereItMayBe() throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] bytes = PAGE.getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
          exchange.sendResponseHeaders(200, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
    try {
      String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/";
      String args = "{\"urls\":[\"%s\"],\"format\":\"%s\"}";

      assertThat(ToolCalls.text(fetch("127.0.0.1"), "fetch", args.formatted(url, "markdown")))
          .startsWith("Successfully fetched " + url + " (Status: 200, Length: ")
          .endsWith("# Rockets\n\nSmall **ones** are [cheap](/cheap).\n\n- one\n- two");
      assertThat(ToolCalls.text(fetch("127.0.0.1"), "fetch", args.formatted(url, "text")))
          .endsWith("Rockets\n\nSmall ones are cheap.\n\n- one\n- two");
      assertThatThrownBy(
              () -> ToolCalls.text(fetch("elsewhere"), "fetch", args.formatted(url, "text")))
          .hasMessageContainingAll("Error fetching", "not a public address");
    } finally {
      server.stop(0);
    }
  }

  private static List<Tool> fetch(String allowed) throws IOException {
    return new Fetch(new GuardedWeb(new UrlGuard(List.of(allowed)), "test"), Duration.ofSeconds(20))
        .tools();
  }
}
