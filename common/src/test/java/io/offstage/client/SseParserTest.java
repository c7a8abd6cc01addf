package io.offstage.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Against the rules of the HTML standard. */
class SseParserTest {

  private final SseParser parser = new SseParser();

  private List<SseParser.Event> events(String text) {
    return text.lines().map(parser::line).flatMap(Optional::stream).toList();
  }

  @Test
  void anEmptyLineCompletesAnEvent() {
    assertThat(events("data: {\"a\":1}\n\ndata:x\n\ndata: cut"))
        .extracting(SseParser.Event::data)
        .containsExactly("{\"a\":1}", "x");
  }

  @Test
  void linesOfDataAreJoined() {
    assertThat(events("data: a\ndata\ndata:  b\n\n"))
        .extracting(SseParser.Event::data)
        .containsExactly("a\n\n b");
  }

  @Test
  void commentsAndUnknownFieldsAreNothing() {
    assertThat(events(": heartbeat\n\nfoo: bar\n\n")).isEmpty();
  }

  @Test
  void theLastIdHoldsForLaterEvents() {
    assertThat(events("id: c1\ndata: a\n\ndata: b\n\n"))
        .extracting(SseParser.Event::lastId)
        .containsExactly("c1", "c1");
  }

  @Test
  void typeAndPauseAreRead() {
    assertThat(events("event: gap\nretry: 250\ndata: {}\n\n"))
        .extracting(SseParser.Event::event)
        .containsExactly("gap");
    assertThat(parser.retryMillis()).isEqualTo(250);
  }
}
