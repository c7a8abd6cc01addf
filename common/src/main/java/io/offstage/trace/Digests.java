package io.offstage.trace;

import io.offstage.task.RawJson;
import io.offstage.topic.JsonFields;
import io.offstage.topic.MalformedRecord;
import io.offstage.topic.OutputRecord;
import io.offstage.trace.TraceEvent.Wrote;
import java.nio.charset.StandardCharsets;

/** What output says, in short. */
public final class Digests {

  private static final int LONGEST = 200;

  private Digests() {}

  static Wrote of(OutputRecord output) {
    StringBuilder text = new StringBuilder();
    for (RawJson chunk : output.chunks()) {
      if (text.length() >= LONGEST) {
        break;
      }
      String said = textOf(chunk);
      text.append(said.isEmpty() && !isOfRun(chunk) ? chunk.text() : said);
    }
    return new Wrote(output.seq(), output.chunks().size(), cut(text.toString()));
  }

  /** The text that a chunk of a run adds to its answer; empty for any other chunk. */
  public static String textOf(RawJson chunk) {
    try {
      JsonFields fields = fields(chunk);
      if ("text-delta".equals(fields.string("type"))) {
        JsonFields payload = fields.object("payload");
        String text = payload == null ? null : payload.string("text");
        return text == null ? "" : text;
      }
    } catch (MalformedRecord _) {
      // A tool may write any JSON.
    }
    return "";
  }

  private static boolean isOfRun(RawJson chunk) {
    try {
      return "AGENT".equals(fields(chunk).string("from"));
    } catch (MalformedRecord _) {
      return false;
    }
  }

  private static JsonFields fields(RawJson chunk) throws MalformedRecord {
    return JsonFields.of(chunk.text().getBytes(StandardCharsets.UTF_8));
  }

  private static String cut(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
  }
}
