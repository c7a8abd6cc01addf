package io.offstage.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TaskStreamTest {

  private final Stage stage = new Stage();
  private Gateway gateway;
  private Http http;

  @BeforeAll
  void open() {
    gateway = stage.gateway();
    http = new Http(gateway);
  }

  @AfterAll
  void close() {
    http.close();
    gateway.close();
    stage.close();
  }

  @Test
  void aStreamShowsRunningTasksFirstAndThenWhatHappens() throws Exception {
    StagedTask task = StagedTask.tool(stage, "first").running();
    try (Http.Events events = http.stream("/api/background-tasks/stream?taskId=first")) {
      events.awaitText("background-task-running");
      task.output("{\"stage\":1}").completed("{\"n\": 1.0}");

      String text = events.awaitText("background-task-completed").replaceAll("id: \\S+", "id: *");

      assertThat(events.response().headers().firstValue("content-type"))
          .contains("text/event-stream");
      assertThat(text)
          .isEqualTo(
              """
              retry: 1000

              data: {"type":"background-task-running","payload":{"taskId":"first","toolName":"search","toolCallId":"call-first","agentId":"scout","runId":"r1","startedAt":"2026-03-01T12:00:00.123Z","args":{"q":"x"}}}

              id: *

              id: *
              data: {"type":"background-task-output","payload":{"taskId":"first","toolName":"search","toolCallId":"call-first","agentId":"scout","runId":"r1","payload":{"type":"tool-output","runId":"r1","from":"USER","payload":{"output":{"stage":1},"toolCallId":"call-first","toolName":"search"}}}}

              id: *
              data: {"type":"background-task-completed","payload":{"taskId":"first","toolName":"search","toolCallId":"call-first","agentId":"scout","runId":"r1","completedAt":"2026-03-01T12:00:01.123Z","result":{"n": 1.0}}}

              """);
    }
  }

  @Test
  void aReaderThatDoesNotReadIsCutAndDelaysNobody() throws Exception {
    StagedTask task = StagedTask.tool(stage, "loud").running();
    String path = "/api/background-tasks/stream?taskId=loud";
    try (Gateway tight = stage.gateway("gateway.subscriber-buffer.events=20");
        Http client = new Http(tight);
        Socket lazy = new Socket(InetAddress.getLoopbackAddress(), tight.port());
        Http.Events quick = client.stream(path)) {
      lazy.getOutputStream()
          .write(("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n").getBytes(UTF_8));
      InputStream unread = lazy.getInputStream();
      assertThat(new String(unread.readNBytes(15), UTF_8)).isEqualTo("HTTP/1.1 200 OK");
      quick.awaitText("background-task-running");
      String chunk = "\"" + "x".repeat(60_000) + "\"";
      for (int i = 0; i < 300; i++) {
        task.append(i, List.of(), chunk);
      }
      task.append(300, List.of(), "\"last\"");

      assertThat(quick.awaitText("\"last\"")).doesNotContain("cut");
      String late = untilLastChunk(unread);

      assertThat(late).contains("this stream was cut").doesNotContain("\"last\"");
    }
  }

  /** To the end of a chunked body; the connection itself stays open. */
  private static String untilLastChunk(InputStream in) throws IOException {
    StringBuilder text = new StringBuilder();
    byte[] buffer = new byte[65_536];
    while (text.indexOf("\r\n0\r\n\r\n", Math.max(0, text.length() - 65_546)) < 0) {
      int read = in.read(buffer);
      if (read < 0) {
        break;
      }
      text.append(new String(buffer, 0, read, UTF_8));
    }
    return text.toString();
  }
}
