package io.offstage.worker.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UrlGuardTest {

  private final HttpServer server;

  UrlGuardTest() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private String at(String host) {
    return "http://" + host + ":" + server.getAddress().getPort();
  }

  private void answers(String path, int status, String headerName, String header, String text) {
    server.createContext(
        path,
        exchange -> {
          exchange.getResponseHeaders().set(headerName, header);
          byte[] bytes =
              (text + exchange.getRequestHeaders().getFirst("Host"))
                  .getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, 0); // in chunks
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
  }

  private static WebPage get(UrlGuard guard, String url) throws Exception {
    return new GuardedWeb(guard, "test").get(url, "*/*", Duration.ofSeconds(20), 1_000);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1/",
        "http://localhost/",
        "http://[::1]/",
        "http://10.1.2.3/",
        "http://172.31.0.1/",
        "http://192.168.1.1/",
        "http://169.254.169.254/latest/meta-data",
        "http://100.64.0.1/",
        "http://0.0.0.0/",
        "http://[fe80::1]/",
        "http://[fd00::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[2002:7f00:1::]/",
        "http://224.0.0.1/",
        "http://255.255.255.255/",
        "http://[::]/"
      })
  void addressesThatAreNotPublicAreRefused(String url) {
    assertThatThrownBy(() -> new UrlGuard(List.of()).judge(url))
        .isInstanceOf(RefusedUrlException.class)
        .hasMessageContaining("not a public address");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://8.8.8.8/", "https://[2606:4700::1111]/", "http://64.1.2.3:81/x"})
  void publicAddressesAreNot(String url) throws Exception {
    assertThat(new UrlGuard(List.of()).judge(url).url()).hasToString(url);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"file:///etc/passwd", "ftp://x/", "http://me:pw@example.org/", "/x", "a b"})
  void whatIsNoPlainWebUrlIsRefused(String url) {
    assertThatThrownBy(() -> new UrlGuard(List.of()).judge(url))
        .isInstanceOf(RefusedUrlException.class)
        .hasMessageNotContaining("pw");
  }

  @Test
  void aNameWithOnePrivateAddressIsRefused() {
    UrlGuard guard =
        new UrlGuard(
            List.of(),
            _ ->
                new InetAddress[] {
                  InetAddress.getByName("8.8.8.8"), InetAddress.getByName("10.0.0.1")
                });

    assertThatThrownBy(() -> guard.judge("http://both.example/"))
        .isInstanceOf(RefusedUrlException.class);
  }

  @Test
  void theAddressThatWasJudgedIsConnectedToUnderTheUrlsName() throws Exception {
    answers("/", 200, "Content-Type", "text/plain", "asked for ");
    AtomicInteger lookUps = new AtomicInteger();
    UrlGuard guard =
        new UrlGuard(
            List.of("named.example"),
            _ -> {
              lookUps.incrementAndGet();
              return new InetAddress[] {InetAddress.getLoopbackAddress()};
            });

    WebPage page = get(guard, at("named.example"));

    assertThat(page.status()).isEqualTo(200);
    assertThat(page.body()).isEqualTo("asked for named.example:" + server.getAddress().getPort());
    assertThat(lookUps).hasValue(1);
  }

  @Test
  void aRedirectIsJudgedAgain() {
    answers("/", 302, "Location", "http://169.254.169.254/latest/meta-data", "");

    assertThatThrownBy(() -> get(new UrlGuard(List.of("127.0.0.1")), at("127.0.0.1")))
        .isInstanceOf(RefusedUrlException.class)
        .hasMessageContaining("169.254.169.254");
  }

  @Test
  void aRedirectToWhereItMayLeadIsFollowed() throws Exception {
    answers("/", 301, "Location", "/there?x=1", "");
    answers("/there", 200, "Content-Type", "text/html", "arrived at ");

    WebPage page = get(new UrlGuard(List.of("127.0.0.1")), at("127.0.0.1"));

    assertThat(page.url()).hasToString(at("127.0.0.1") + "/there?x=1");
    assertThat(page.body()).startsWith("arrived");
    assertThat(page.isHtml()).isTrue();
  }

  @Test
  void aCircleOfRedirectsHasAnEnd() {
    answers("/", 302, "Location", "/", "");

    assertThatThrownBy(() -> get(new UrlGuard(List.of("127.0.0.1")), at("127.0.0.1")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("redirects");
  }

  @Test
  void noMoreThanWasAskedForIsRead() throws Exception {
    answers("/", 200, "Content-Type", "text/plain", "x".repeat(100_000));

    assertThat(get(new UrlGuard(List.of("127.0.0.1")), at("127.0.0.1")).body()).hasSize(1_000);
  }
}
