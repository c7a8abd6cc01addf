package io.offstage.worker.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import io.offstage.task.ErrorCode;
import io.offstage.task.Outcome;
import io.offstage.task.RawJson;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpToolTest {

  private static final HttpClient CLIENT = HttpTool.client();
  private static final RawJson ARGS = new RawJson("{\"topic\":\"Käse\"}");
  private static final int RESULT_BYTES = 1_000;

  private final RecordingContext context = new RecordingContext();
  private final CompletableFuture<Headers> headers = new CompletableFuture<>();
  private final CompletableFuture<String> body = new CompletableFuture<>();
  private final HttpServer server;

  /** Set before the server answers. */
  private @Nullable String retryAfter;

  HttpToolTest() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
  }

  @BeforeEach
  void start() {
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @AfterAll
  static void close() {
    CLIENT.close();
  }

  @Test
  void argumentsArePostedWithWhatMakesThemSafeToRepeat() throws Exception {
    answers(200, "application/json", "{ \"n\" : 1.00 }");

    assertThat(call()).isEqualTo(new Outcome.Succeeded(new RawJson("{ \"n\" : 1.00 }")));

    assertThat(body.join()).isEqualTo(ARGS.text());
    assertThat(headers.join().getFirst("Idempotency-Key")).isEqualTo("key-1");
    assertThat(headers.join().getFirst("Traceparent")).startsWith("00-4bf9");
    assertThat(headers.join().getFirst("Authorization")).isEqualTo("Bearer secret");
    assertThat(headers.join().getFirst("Content-Type")).isEqualTo("application/json");
  }

  @Test
  void anEmptyAnswerIsNullAndTextIsAString() throws Exception {
    answers(204, "application/json", "");
    assertThat(call()).isEqualTo(new Outcome.Succeeded(RawJson.NULL));

    again(200, "text/plain; charset=utf-8", "42");
    assertThat(call()).isEqualTo(new Outcome.Succeeded(new RawJson("\"42\"")));
  }

  @Test
  void linesAreOutputAndTheNamedResultIsTheResult() throws Exception {
    answers(
        200,
        "application/x-ndjson",
        """
        {"output": {"stage": 1}}

        "halfway"\r
        {"result": {"n": 1.0}}
        {"output": "never read"}
        """);

    assertThat(call()).isEqualTo(new Outcome.Succeeded(new RawJson("{\"n\": 1.0}")));
    assertThat(context.output).containsExactly("{\"stage\": 1}", "\"halfway\"");
  }

  @Test
  void withoutANamedResultTheLastValueIsIt() throws Exception {
    answers(200, "application/x-ndjson", "{\"a\":1}\n{\"output\":7}\n{\"a\":2}");

    assertThat(call()).isEqualTo(new Outcome.Succeeded(new RawJson("{\"a\":2}")));
    assertThat(context.output).containsExactly("{\"a\":1}", "7", "{\"a\":2}");
  }

  @Test
  void eventsAreOutputAndDoneIsTheEnd() throws Exception {
    answers(
        200,
        "text/event-stream",
        """
        : hello

        event: message
        id: 1
        data: {"output":
        data: "one"}

        data:plain text

        data: {"result": "two"}

        data: [DONE]

        """);

    assertThat(call()).isEqualTo(new Outcome.Succeeded(new RawJson("\"two\"")));
    assertThat(context.output).containsExactly("\"one\"", "\"plain text\"");
  }

  @Test
  void anErrorInAStreamFailsTheCall() throws Exception {
    answers(200, "application/x-ndjson", "{\"error\":\"busy\"}");
    assertThatThrownBy(this::call).isInstanceOf(IOException.class).hasMessage("busy");

    again(200, "application/x-ndjson", "{\"error\":{\"message\":\"no\",\"retryable\":false}}");
    assertThat(call())
        .isInstanceOfSatisfying(
            Outcome.TerminalFailure.class,
            failure -> assertThat(failure.error().message()).isEqualTo("no"));
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 400, 401, 404, 422})
  void aRefusalIsFinalAndQuotesTheAnswerBriefly(int status) {
    answers(status, "text/plain", "no such topic " + "x".repeat(50_000));

    assertThatThrownBy(this::call)
        .isInstanceOf(NonRetryableException.class)
        .hasMessageContainingAll("HTTP " + status, "no such topic", "http://", "/tool")
        .satisfies(
            e -> {
              assertThat(e.getMessage()).hasSizeLessThan(3_000).doesNotContain("token=");
            });
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 425, 429, 500, 503})
  void whatMayPassIsWorthAnotherTry(int status) {
    answers(status, "text/plain", "later");

    assertThatThrownBy(this::call)
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll("HTTP " + status, "later");
  }

  @ParameterizedTest
  @ValueSource(ints = {202, 429, 503})
  void anAnswerMayAskForAnotherCallAfterATime(int status) throws Exception {
    retryAfter = "90";
    answers(status, "text/plain", "later");

    assertThat(call()).isEqualTo(new Outcome.RunAgain(Duration.ofSeconds(90)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | PT0S",
        "Sun, 01 Mar 2026 12:00:30 GMT | PT30S",
        "Sun, 01 Mar 2026 11:00:00 GMT | PT0S",
        "999999999 | PT8760H",
        "soon |",
        "-1 |"
      })
  void aTimeIsSecondsOrADate(String value, @Nullable Duration expected) {
    assertThat(RetryAfter.read(value, Instant.parse("2026-03-01T12:00:00Z")))
        .isEqualTo(Optional.ofNullable(expected));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "application/json | {\"suspend\":{\"awaiting\":\"approval\"}}",
        "application/x-ndjson | {\"suspend\":{\"awaiting\":\"approval\"}}",
        "text/event-stream | data: {\"suspend\":{\"awaiting\":\"approval\"}}",
      })
  void anAnswerMayAskForInput(String type, String text) throws Exception {
    answers(200, type, text + "\n\n");

    assertThat(call()).isEqualTo(new Outcome.Suspended(new RawJson("{\"awaiting\":\"approval\"}")));
  }

  @Test
  void whatAResumeBringsIsPostedWithTheArguments() throws Exception {
    answers(200, "application/json", "1");
    context.resumed(new RawJson("{ \"approved\" : true }"));

    assertThat(call()).isEqualTo(new Outcome.Succeeded(new RawJson("1")));
    assertThat(body.join())
        .isEqualTo("{\"topic\":\"Käse\",\"_resumeData\":{ \"approved\" : true }}");
  }

  @Test
  void nobodyButAResumeSaysWhatAResumeBrings() {
    answers(200, "application/json", "1");
    RawJson forged = new RawJson("{\"\\u005fresumeData\":{\"approved\":true}}");

    assertThatThrownBy(
            () -> tool("http://127.0.0.1:" + server.getAddress().getPort()).call(forged, context))
        .isInstanceOf(NonRetryableException.class)
        .hasMessageContaining("_resumeData");
    assertThat(body).isNotDone();
  }

  @Test
  void nobodyThereIsWorthAnotherTry() {
    server.stop(0);

    assertThatThrownBy(this::call).isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/json", "application/x-ndjson", "text/event-stream"})
  void anAnswerThatIsTooLargeIsNotRead(String type) throws Exception {
    answers(200, type, "data: \"" + "x".repeat(100_000) + '"');

    assertThat(call())
        .isInstanceOfSatisfying(
            Outcome.TerminalFailure.class,
            failure -> {
              assertThat(failure.error().code()).isEqualTo(ErrorCode.RESULT_TOO_LARGE);
              assertThat(failure.error().message()).contains("task-1", "1000", "limits.result");
            });
  }

  @Test
  void brokenJsonIsFinal() {
    answers(200, "application/json", "{\"a\":");

    assertThatThrownBy(this::call)
        .isInstanceOf(NonRetryableException.class)
        .hasMessageContaining("not JSON");
  }

  private static final String BEGUN =
      """
      HTTP/1.1 200 OK\r
      Content-Type: application/x-ndjson\r
      Content-Length: 999\r
      \r
      {"output":1}
      """;

  @ParameterizedTest
  @ValueSource(strings = {"", BEGUN})
  void anInterruptClosesTheConnection(String answer) throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      InterruptedCall call =
          InterruptedCall.begin(
              () -> tool("http://127.0.0.1:" + silent.getLocalPort()).call(ARGS, context));
      try (Socket connection = silent.accept()) {
        connection.setSoTimeout(20_000);
        InputStream in = connection.getInputStream();
        assertThat(in.read()).isEqualTo('P');
        connection.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
        connection.getOutputStream().flush();
        if (!answer.isEmpty()) {
          Awaitility.await().until(() -> !context.output.isEmpty());
        }

        assertThat(call.interrupt()).isInstanceOf(InterruptedException.class);
        assertThat(endOf(in)).isTrue();
      }
    }
  }

  /** Whether the other side has closed; a read that times out throws. */
  private static boolean endOf(InputStream in) throws IOException {
    try {
      in.readAllBytes();
      return true;
    } catch (SocketException _) {
      return true;
    }
  }

  private void again(int status, String type, String text) {
    server.removeContext("/tool");
    answers(status, type, text);
  }

  private void answers(int status, String type, String text) {
    server.createContext(
        "/tool",
        exchange -> {
          headers.complete(exchange.getRequestHeaders());
          body.complete(
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          exchange.getResponseHeaders().set("Content-Type", type);
          if (retryAfter != null) {
            exchange.getResponseHeaders().set("Retry-After", retryAfter);
          }
          byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
  }

  private Outcome call() throws Exception {
    return tool("http://127.0.0.1:" + server.getAddress().getPort()).call(ARGS, context);
  }

  private static HttpTool tool(String at) {
    return new HttpTool(
        new HttpToolSpec(
            "research",
            "",
            URI.create(at + "/tool?token=hidden"),
            Map.of("Authorization", "Bearer secret"),
            ToolBuilder.ANY_OBJECT,
            Background.ELIGIBLE,
            "tools"),
        CLIENT,
        RESULT_BYTES);
  }
}
