package io.offstage.dev;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AnnouncementTest {
  @Test
  void whatWasWrittenIsRead() {
    Announcement serving = new Announcement.Serving("127.0.0.1:9092", 9092, 4711);
    Announcement failed = new Announcement.Failed("port 1 of 127.0.0.1 is taken");

    assertThat(Announcement.parse(serving.toJson())).isEqualTo(serving);
    assertThat(Announcement.parse(failed.toJson())).isEqualTo(failed);
  }

  @Test
  void aReasonStaysOnOneLineAndWithinItsQuotes() {
    Announcement failed = new Announcement.Failed("no \"such\"\n\tC:\\file");

    assertThat(Announcement.parse(failed.toJson()))
        .isEqualTo(new Announcement.Failed("no 'such' C:/file"));
  }

  @Test
  void anyOtherLineIsAFailureThatQuotesIt() {
    assertThat(Announcement.parse("Unrecognized option"))
        .isEqualTo(new Announcement.Failed("unexpected output: Unrecognized option"));
  }
}
