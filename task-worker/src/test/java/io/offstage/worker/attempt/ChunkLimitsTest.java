package io.offstage.worker.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.offstage.task.RawJson;
import org.junit.jupiter.api.Test;

class ChunkLimitsTest {

  private static final int MOST = 64 * 1024;

  private final ChunkLimits ofTools = new ChunkLimits(Bench.limits(), false);
  private final ChunkLimits ofRuns = new ChunkLimits(Bench.limits(), true);

  @Test
  void whatFitsPassesAsItCame() {
    RawJson chunk = new RawJson("{ \"n\" : 1.00 }");

    assertThat(ofTools.fit(chunk).chunk()).isSameAs(chunk);
  }

  @Test
  void aLongTextKeepsItsBeginningAndSaysThatItWasCut() throws Exception {
    for (String letter : new String[] {"x", "ä", "😀", "\\u0001", "\\n"}) {
      ChunkLimits.Fitted cut = ofTools.fit(new RawJson('"' + letter.repeat(70_000) + '"'));

      assertThat(cut.bytes()).as(letter).isBetween(MOST / 2, MOST);
      assertThat(parse(cut.chunk()).textValue()).endsWith("are kept]").contains("[cut: ");
    }
  }

  @Test
  void aLargeObjectBecomesOneThatShowsItsBeginning() throws Exception {
    RawJson large = new RawJson("{\"rows\":[" + "1234567,".repeat(10_000) + "0]}");

    JsonNode cut = parse(ofTools.fit(large).chunk());

    assertThat(cut.path("type").asText()).isEqualTo("output-cut");
    assertThat(cut.path("payload").path("bytes").asInt()).isEqualTo(large.sizeInBytes());
    assertThat(cut.path("payload").path("limit").asInt()).isEqualTo(MOST);
    assertThat(cut.path("payload").path("head").asText()).startsWith("{\"rows\":[1234567,");
    assertThat(ofTools.fit(large).bytes()).isLessThanOrEqualTo(MOST);
  }

  @Test
  void textOfARunIsCutInPlace() throws Exception {
    RawJson delta =
        new RawJson(
            "{\"type\":\"text-delta\",\"payload\":{\"id\":\"1\",\"text\":\""
                + "x".repeat(100_000)
                + "\"}}");

    JsonNode cut = parse(ofRuns.fit(delta).chunk());

    assertThat(cut.path("type").asText()).isEqualTo("text-delta");
    assertThat(cut.path("payload").path("id").asText()).isEqualTo("1");
    assertThat(cut.path("payload").path("text").asText()).startsWith("xxx").endsWith("are kept]");
  }

  @Test
  void theStructureOfARunAlwaysPasses() {
    RawJson result =
        new RawJson("{\"type\":\"tool-result\",\"payload\":\"" + "x".repeat(500_000) + "\"}");
    RawJson delta = new RawJson("{\"type\":\"text-delta\",\"payload\":{\"text\":\"x\"}}");
    RawJson finish = new RawJson("{\"type\":\"finish\"}");
    ChunkLimits small =
        new ChunkLimits(Bench.limits("limits.chunk=1KiB", "limits.output=1KiB"), true);
    ChunkLimits.Budget budget = small.begin();

    assertThat(ofRuns.fit(result).chunk()).isSameAs(result);
    for (int i = 0; i < 1_000; i++) {
      budget.take(small.fit(delta));
    }
    assertThat(budget.take(small.fit(delta))).isNull();
    assertThat(budget.take(small.fit(finish)))
        .extracting(ChunkLimits.Fitted::chunk)
        .isSameAs(finish);
  }

  @Test
  void aToolCannotPassForARun() {
    RawJson finish = new RawJson("{\"type\":\"finish\"}");

    assertThat(ofTools.fit(finish).bulk()).isTrue();
    assertThat(ofRuns.fit(finish).bulk()).isFalse();
  }

  private static JsonNode parse(RawJson json) throws Exception {
    return new JsonMapper().readTree(json.text());
  }
}
